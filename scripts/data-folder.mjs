import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readIfThere } from './processes.mjs';

/** A Unix socket's path may have 107 bytes; the longest name put into such a folder needs 24. */
const LONGEST_SOCKET_FOLDER = 80;

/** A failure that its message explains: it is shown as one line, without a stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Where Gatehouse keeps what it makes: the embedded database and the generated secrets.
 *
 * @param {string} root the checkout
 */
export function dataFolder(root) {
  const folder = path.resolve(root, process.env.GATEHOUSE_DATA_DIR || '.gatehouse');
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    throw new SetupError(
      `Cannot write to ${folder}: change its owner, or set GATEHOUSE_DATA_DIR to a folder of your own.`,
      { cause },
    );
  }
  return fs.realpathSync(folder);
}

/**
 * @typedef {object} Secrets
 * @property {string} APP_SECRET
 * @property {string} GATEWAY_TOKENS
 * @property {string} POSTGRES_PASSWORD of the embedded database's owner
 */

/**
 * The secrets of an installation with an embedded database: made once, then read.
 *
 * @param {string} folder
 * @returns {Secrets}
 */
export function loadSecrets(folder) {
  const file = path.join(folder, 'secrets.json');
  const text = readIfThere(file);
  if (text !== undefined) return parseSecrets(file, text);
  if (fs.existsSync(path.join(folder, 'postgres'))) {
    // New secrets would open neither the database nor what was encrypted with the old ones.
    throw new SetupError(`${file} is missing: restore it from a backup, beside its data folder.`);
  }
  const secrets = {
    APP_SECRET: crypto.randomBytes(32).toString('base64url'),
    GATEWAY_TOKENS: `gw_${crypto.randomBytes(32).toString('base64url')}`,
    POSTGRES_PASSWORD: crypto.randomBytes(24).toString('base64url'),
  };
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
  return secrets;
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Secrets}
 */
function parseSecrets(file, text) {
  try {
    const { APP_SECRET, GATEWAY_TOKENS, POSTGRES_PASSWORD } = JSON.parse(text);
    const secrets = { APP_SECRET, GATEWAY_TOKENS, POSTGRES_PASSWORD };
    if (Object.values(secrets).every((value) => typeof value === 'string' && value !== '')) {
      return secrets;
    }
  } catch {
    // Said below: the parser's own message would quote the secrets.
  }
  throw new SetupError(`${file} is damaged: restore it from a backup.`);
}

/**
 * A folder for Unix sockets that only `owner` may enter: inside `folder`, or, where that path is
 * too long for a socket, a fixed place under the temporary folder.
 *
 * @param {string} folder
 * @param {string} name
 * @param {{ uid: number, gid: number }} [owner]
 */
export function socketFolder(folder, name, owner) {
  const inside = path.join(folder, name);
  const tag = crypto.createHash('sha256').update(inside).digest('hex').slice(0, 12);
  const short = path.join(os.tmpdir(), `gatehouse-${tag}`);
  const chosen = Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER ? inside : short;
  const uid = owner?.uid ?? process.getuid?.();
  try {
    fs.mkdirSync(chosen, { mode: 0o700 });
    if (owner) fs.chownSync(chosen, owner.uid, owner.gid);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  // Anybody can make a folder of that name under /tmp before us, and would own our sockets.
  const stat = fs.lstatSync(chosen);
  if (!stat.isDirectory() || (uid !== undefined && stat.uid !== uid) || (stat.mode & 0o077) !== 0) {
    throw new SetupError(`${chosen} belongs to somebody else: remove it and start again.`);
  }
  return chosen;
}
