import crypto from 'node:crypto';
import pg from 'pg';
import { SetupError } from '../data-folder.mjs';
import { sleep } from '../processes.mjs';
import { withClient } from './connection.mjs';

/** @typedef {{ name: string, password: string }} Login */

/** The roles that serve: neither owns a table nor passes by row-level security. */
export const APP_ROLE = 'gatehouse_app';
export const SYSTEM_ROLE = 'gatehouse_system';

/**
 * @param {string} appSecret
 * @param {string} name
 * @returns {Login}
 */
export function deriveLogin(appSecret, name) {
  const mac = crypto.createHmac('sha256', appSecret).update(`gatehouse:database-role:${name}`);
  return { name, password: mac.digest('base64url') };
}

/**
 * The address `url`, for another role.
 *
 * @param {string} url
 * @param {Login} login
 */
export function urlFor(url, { name, password }) {
  const result = new URL(url);
  result.username = name;
  result.password = password;
  return result.toString();
}

/**
 * Makes a serving role, or gives it the password that belongs to this APP_SECRET.
 *
 * @param {pg.Client} client as a role that may create roles
 * @param {string} url
 * @param {Login} login
 */
export async function ensureServingRole(client, url, login) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOrAlter(client, url, login);
    } catch (error) {
      // Roles belong to the whole server, and our lock only to one database: another database's
      // start may be at the same role at this moment.
      const { code } = /** @type {{ code?: string }} */ (error);
      const raced = code === '42710' || code === '23505' || code === 'XX000';
      if (!raced || attempt === 10) throw error;
      await sleep(100);
    }
  }
}

/**
 * @param {pg.Client} client
 * @param {string} url
 * @param {Login} login
 */
async function createOrAlter(client, url, login) {
  const { rows } = await client.query(
    `SELECT oid, rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole) AS fit
     FROM pg_roles WHERE rolname = $1`,
    [login.name],
  );
  const role = rows[0];
  const name = pg.escapeIdentifier(login.name);
  const password = `PASSWORD ${pg.escapeLiteral(scramVerifier(login.password))}`;
  const limits = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE';
  if (!role) {
    await client.query(`CREATE ROLE ${name} ${limits} ${password}`);
    return;
  }
  if (!role.fit) await client.query(`ALTER ROLE ${name} ${limits}`);
  if (await canLogIn(urlFor(url, login))) return;
  await refuseToTakeAway(client, role.oid, login.name);
  await client.query(`ALTER ROLE ${name} ${password}`);
}

/** @param {string} url */
async function canLogIn(url) {
  try {
    await withClient(url, async () => {});
    return true;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === '28P01') return false;
    throw error;
  }
}

/**
 * Roles belong to the whole server. A second Gatehouse on it, with another APP_SECRET, must not
 * change the passwords of the first.
 *
 * @param {pg.Client} client
 * @param {number} oid
 * @param {string} name
 */
async function refuseToTakeAway(client, oid, name) {
  const { rows } = await client.query(
    `SELECT DISTINCT d.datname AS name FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid
     WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = $1 AND d.datname <> current_database()`,
    [oid],
  );
  if (rows.length === 0) return;
  throw new SetupError(
    `The role ${name} of this Postgres serves the database "${rows[0].name}" with another APP_SECRET: use the same APP_SECRET, or another server, or set DATABASE_APP_URL and DATABASE_SYSTEM_URL.`,
  );
}

/**
 * What the server stores of a password (RFC 5803). Sent instead of the password, which a server may
 * write to its log along with the statement.
 *
 * @param {string} password ASCII
 */
function scramVerifier(password) {
  const iterations = 4096;
  const salt = crypto.randomBytes(16);
  const salted = crypto.pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const mac = (/** @type {string} */ text) =>
    crypto.createHmac('sha256', salted).update(text).digest();
  const storedKey = crypto.createHash('sha256').update(mac('Client Key')).digest('base64');
  const serverKey = mac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
