import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { socketFolder } from '../data-folder.mjs';
import { serverAccount } from './account.mjs';

/** @typedef {ReturnType<typeof findPlace>} Place */

/**
 * Where the embedded server's files are, and whose. They are kept in Gatehouse's data folder. Root's
 * copy runs as another account, and where that account may not pass through the folders above (a
 * checkout in /root), they are kept under /var/lib instead.
 *
 * @param {string} folder Gatehouse's data folder
 */
export function findPlace(folder) {
  const tag = crypto.createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const outside = path.join('/var/lib/gatehouse', tag);
  const account = serverAccount([path.join(folder, 'postgres'), path.join(outside, 'postgres')]);
  // Data stay where they are, even if the folders' permissions changed since.
  const base =
    account && (fs.existsSync(path.join(outside, 'postgres')) || !canEnter(folder, account))
      ? outside
      : folder;
  fs.mkdirSync(base, { recursive: true, mode: 0o755 });
  return {
    account,
    base,
    data: path.join(base, 'postgres'),
    log: path.join(base, 'postgres.log'),
    sockets: socketFolder(base, 'run', account),
  };
}

/**
 * @param {string} folder
 * @param {import('./binaries.mjs').Account} account
 */
function canEnter(folder, account) {
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}
