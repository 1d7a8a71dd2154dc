import fs from 'node:fs';
import path from 'node:path';
import { identifyProcess, isIdentityAlive, readIfThere } from '../processes.mjs';

// Who uses the embedded server: a supervisor, an operator's command, a second copy on the same data.
// Whoever leaves last stops it. Both functions are called under the server's lock.

/** @param {string} folder */
const usersFolder = (folder) => path.join(folder, 'postgres-users');

/** @param {string} folder */
export function register(folder) {
  fs.mkdirSync(usersFolder(folder), { recursive: true });
  const own = path.join(usersFolder(folder), String(process.pid));
  fs.writeFileSync(own, identifyProcess(process.pid));
}

/**
 * Leaves, and says how many others remain.
 *
 * @param {string} folder
 */
export function leave(folder) {
  fs.rmSync(path.join(usersFolder(folder), String(process.pid)), { force: true });
  const names = fs.readdirSync(usersFolder(folder));
  const alive = names.filter((name) => {
    const file = path.join(usersFolder(folder), name);
    const identity = readIfThere(file);
    if (identity !== undefined && isIdentityAlive(identity)) return true;
    fs.rmSync(file, { force: true });
    return false;
  });
  return alive.length;
}
