import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { SetupError } from '../data-folder.mjs';

/** @typedef {import('./binaries.mjs').Account} Account */

/**
 * Postgres refuses to run as root. Root's copy runs as whoever owns the data already, or else as
 * the system account `postgres`, which is made where it is missing; an ordinary user's as that user.
 *
 * @param {string[]} dataFolders where data may be already
 * @returns {Account | undefined} undefined: as the user who runs this
 */
export function serverAccount(dataFolders) {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of dataFolders) {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat && stat.uid !== 0) return { uid: stat.uid, gid: stat.gid };
  }
  return findAccount() ?? createAccount();
}

/** @returns {Account | undefined} */
function findAccount() {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.trim()) : NaN;
  });
  return uid && gid ? { uid, gid } : undefined;
}

/** @returns {Account} */
function createAccount() {
  const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  const made = spawnSync('useradd', [...flags, 'postgres'], { encoding: 'utf8' });
  const account = findAccount();
  if (account) return account;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new SetupError(
    `Postgres does not run as root, and the account "postgres" cannot be made (${reason}): start Gatehouse as an ordinary user, or set DATABASE_URL.`,
  );
}
