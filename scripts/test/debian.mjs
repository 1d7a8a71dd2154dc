import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { runQuietly, step } from '../steps.mjs';

/** Whether this account may install Debian's packages. Ubuntu's are often snaps, which do not run everywhere. */
export function mayInstall() {
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return false;
  return /^ID="?debian"?$/m.test(fs.readFileSync('/etc/os-release', 'utf8'));
}

/** @param {readonly string[]} packages */
export async function installPackages(packages) {
  await step(`Installing the Debian packages ${packages.join(', ')}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (/** @type {string[]} */ ...args) =>
      runQuietly('apt-get', ['-q', ...args], { env });
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages);
  });
}

const SIMPLESAMLPHP = '/usr/share/simplesamlphp/www/index.php';

/**
 * Programs of others that tests compare Gatehouse with, or run it beside: Debian's packages of each, and whether they are
 * there.
 *
 * @type {{ packages: string[], isThere: () => boolean }[]}
 */
const PEERS = [
  { packages: ['oathtool'], isThere: () => runs('oathtool', '--version') },
  { packages: ['redis-server'], isThere: () => runs('redis-server', '--version') },
  { packages: ['xmlsec1'], isThere: () => runs('xmlsec1', '--version') },
  {
    // Those of its parts that an identity provider needs, which it only recommends.
    packages: ['simplesamlphp', 'php-cli', 'php-xml', 'php-mbstring'],
    isThere: () =>
      fs.existsSync(SIMPLESAMLPHP) &&
      runs(
        'php',
        '-r',
        "exit(class_exists('DOMDocument') && extension_loaded('mbstring') ? 0 : 1);",
      ),
  },
];

/**
 * Installs the peers that are missing, where this account may. Elsewhere the tests that need them are skipped, and the
 * sum says so.
 */
export async function providePeers() {
  const missing = PEERS.filter(({ isThere }) => !isThere());
  if (missing.length > 0 && mayInstall()) {
    await installPackages(missing.flatMap(({ packages }) => packages));
  }
}

/** @param {string} program @param {string[]} args */
function runs(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
