import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readIfThere, withFileLock } from './processes.mjs';
import { runQuietly, step } from './steps.mjs';

/**
 * Installs the packages, unless they are there.
 *
 * @param {string} root
 * @param {{ dev: boolean }} options whether the developers' packages are needed too
 */
export async function ensureInstalled(root, { dev }) {
  if (isInstalled(root, dev)) return;
  await withFileLock(path.join(root, '.installing'), async () => {
    if (isInstalled(root, dev)) return;
    const flags = ['--no-save', '--no-audit', '--no-fund', dev ? '--include=dev' : '--omit=dev'];
    await step('Installing packages', () =>
      runQuietly('npm', ['install', ...flags], { cwd: root }),
    );
    fs.writeFileSync(stampFile(root), JSON.stringify({ dev, packages: fingerprint(root) }));
  });
}

/** @param {string} root */
const stampFile = (root) => path.join(root, 'node_modules', '.gatehouse.json');

/**
 * Packages that somebody installed by hand carry no stamp, and are looked at one by one.
 *
 * @param {string} root
 * @param {boolean} dev
 */
function isInstalled(root, dev) {
  const stamp = JSON.parse(readIfThere(stampFile(root)) ?? '{}');
  if (stamp.packages === fingerprint(root) && (stamp.dev || !dev)) return true;
  // npm writes this list last, so an interrupted install has none or an old one.
  if (!fs.existsSync(path.join(root, 'node_modules', '.package-lock.json'))) return false;
  const { dependencies, devDependencies } = readManifest(root);
  const wanted = Object.entries(dev ? { ...dependencies, ...devDependencies } : dependencies);
  return wanted.every(([name, version]) => installedVersion(root, name) === version);
}

/** @param {string} root */
function readManifest(root) {
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
}

/**
 * @param {string} root
 * @param {string} name
 */
function installedVersion(root, name) {
  const text = readIfThere(path.join(root, 'node_modules', name, 'package.json'));
  return text === undefined ? undefined : JSON.parse(text).version;
}

/**
 * What the installed packages depend on. A node_modules brought from another platform is not ours.
 *
 * @param {string} root
 */
function fingerprint(root) {
  const { dependencies, devDependencies, optionalDependencies } = readManifest(root);
  const platform = [process.platform, process.arch];
  const facts = JSON.stringify([dependencies, devDependencies, optionalDependencies, platform]);
  return crypto.createHash('sha256').update(facts).digest('hex');
}
