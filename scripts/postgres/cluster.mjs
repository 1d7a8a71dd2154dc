import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../data-folder.mjs';
import { readIfThere } from '../processes.mjs';

/** @typedef {import('./place.mjs').Place} Place */

export const OWNER = 'gatehouse_owner';

/**
 * The server's environment: its messages are read by this code, so they are English.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment() {
  const { PATH, NODE_ENV } = process.env;
  return { PATH, NODE_ENV, LC_ALL: 'C' };
}

/**
 * Makes the data folder if there is none, and refuses one that another major version made.
 *
 * @param {Place} place
 * @param {{ bin: string, major: number, password: string }} server
 */
export function ensureCluster(place, { bin, major, password }) {
  const found = readIfThere(path.join(place.data, 'PG_VERSION'))?.trim();
  if (found === undefined) return initialise(place, bin, password);
  if (found !== String(major)) {
    throw new SetupError(
      `${place.data} was made by PostgreSQL ${found}, and this Gatehouse brings ${major}: dump it with ${found} and restore the dump with DATABASE_URL or into a new GATEHOUSE_DATA_DIR.`,
    );
  }
}

/**
 * Made beside its place and then renamed, so that an interrupted `initdb` leaves nothing that looks
 * like a database.
 *
 * @param {Place} place
 * @param {string} bin
 * @param {string} password
 */
function initialise({ data, account, sockets }, bin, password) {
  if (fs.existsSync(data)) {
    throw new SetupError(`${data} holds no database: move it away, or restore a backup.`);
  }
  const draft = `${data}.initialising`;
  const passwordFile = path.join(sockets, 'password');
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) {
    for (const file of [draft, passwordFile]) fs.chownSync(file, account.uid, account.gid);
  }
  const flags = [
    `--pgdata=${draft}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of texts on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  const options = /** @type {const} */ ({ ...account, cwd: '/', encoding: 'utf8' });
  const env = serverEnvironment();
  const made = spawnSync(path.join(bin, 'initdb'), flags, { ...options, env });
  fs.rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    const reason = made.error?.message ?? made.stderr.trim().split('\n').join(' ');
    throw new SetupError(`The embedded Postgres cannot make its data folder ${data}: ${reason}`);
  }
  fs.renameSync(draft, data);
}
