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

/** Programs of others that tests compare Gatehouse with, or run it beside, and Debian's packages of them. */
const PEERS = { oathtool: 'oathtool', 'redis-server': 'redis-server' };

/**
 * Installs the peers that are missing, where this account may. Elsewhere the tests that need them are skipped, and the
 * sum says so.
 */
export async function providePeers() {
  const missing = Object.entries(PEERS).filter(([program]) => !isThere(program));
  if (missing.length > 0 && mayInstall()) await installPackages(missing.map(([, name]) => name));
}

/** @param {string} program */
function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
