import { SetupError } from './data-folder.mjs';
import { withClient } from './postgres/connection.mjs';
import { migrateJobTables } from './postgres/job-tables.mjs';
import { applyMigrations } from './postgres/migrations.mjs';
import { APP_ROLE, deriveLogin, ensureServingRole } from './postgres/serving-roles.mjs';
import { SYSTEM_ROLE, urlFor } from './postgres/serving-roles.mjs';
import { sleep } from './processes.mjs';

/** Any number, the same in every Gatehouse: who holds this advisory lock migrates. */
const MIGRATION_LOCK = 4_714_839_201;

const OLDEST_POSTGRES = 15;

/** What a server says, or its absence, while it is still starting. */
const NOT_YET = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'ETIMEDOUT',
  'EAI_AGAIN',
  '57P03',
]);

/**
 * @typedef {object} MigrationTarget
 * @property {string} root the checkout
 * @property {string} url the owner's
 * @property {string} appSecret the serving roles' passwords are derived from it
 * @property {{ appUrl: string, systemUrl: string }} [serving] set where roles are not ours to make
 * @property {(client: import('pg').Client) => Promise<void>} [seed] run after the migrations
 * @property {(message: string) => void} [log]
 * @property {number} [patienceSeconds] how long to wait for the server to answer
 */

/**
 * Brings a database up to date: the serving roles, the tables, the job library's tables, the first
 * rows. Any number of instances may start it at once; one works and the others wait.
 *
 * @param {MigrationTarget} target
 * @returns {Promise<{ appUrl: string, systemUrl: string, applied: string[] }>}
 */
export async function migrate(target) {
  const { url, appSecret, serving, log = () => {} } = target;
  await waitForServer(url, target.patienceSeconds ?? 30, log);
  const applied = await withClient(url, async (client) => {
    await checkVersion(client);
    await takeLock(client, log);
    if (serving) await checkRolesExist(client);
    else await makeRoles(client, url, appSecret);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${APP_ROLE}, ${SYSTEM_ROLE}`);
    const names = await applyMigrations(client, target);
    await migrateJobTables(client, target);
    await target.seed?.(client);
    return names;
  });
  return {
    applied,
    appUrl: serving?.appUrl ?? urlFor(url, deriveLogin(appSecret, APP_ROLE)),
    systemUrl: serving?.systemUrl ?? urlFor(url, deriveLogin(appSecret, SYSTEM_ROLE)),
  };
}

/**
 * @param {string} url
 * @param {number} patienceSeconds
 * @param {(message: string) => void} log
 */
async function waitForServer(url, patienceSeconds, log) {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (let attempt = 0; ; attempt++) {
    try {
      return await withClient(url, async () => {});
    } catch (error) {
      const { code = '', message } = /** @type {{ code?: string, message: string }} */ (error);
      if (!NOT_YET.has(code) || Date.now() > deadline) {
        throw new SetupError(`DATABASE_URL: the database does not answer (${message || code}).`, {
          cause: error,
        });
      }
      if (attempt === 4) log('Waiting for the database to answer');
      await sleep(250);
    }
  }
}

/** @param {import('pg').Client} client */
async function checkVersion(client) {
  const { rows } = await client.query(
    "SELECT current_setting('server_version_num')::int AS number",
  );
  const major = Math.floor(rows[0].number / 10_000);
  if (major < OLDEST_POSTGRES) {
    throw new SetupError(
      `DATABASE_URL: PostgreSQL ${major} is too old; Gatehouse needs ${OLDEST_POSTGRES} or newer.`,
    );
  }
}

/**
 * Held by the session and so released with it, however it ends. Asked for again and again instead
 * of waited for: a wait would fail under a `lock_timeout`, and keep old rows alive meanwhile.
 *
 * @param {import('pg').Client} client
 * @param {(message: string) => void} log
 */
async function takeLock(client, log) {
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [
      MIGRATION_LOCK,
    ]);
    if (rows[0].taken) return;
    if (attempt === 10) log('Waiting for another instance to finish its migration');
    await sleep(200);
  }
}

/**
 * @param {import('pg').Client} client
 * @param {string} url
 * @param {string} appSecret
 */
async function makeRoles(client, url, appSecret) {
  try {
    for (const name of [APP_ROLE, SYSTEM_ROLE]) {
      await ensureServingRole(client, url, deriveLogin(appSecret, name));
    }
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    if (code !== '42501') throw error;
    throw new SetupError(
      `DATABASE_URL: this role may not manage ${APP_ROLE} and ${SYSTEM_ROLE}: give it CREATEROLE, or make them yourself and set DATABASE_APP_URL and DATABASE_SYSTEM_URL.`,
      { cause: error },
    );
  }
}

/** @param {import('pg').Client} client */
async function checkRolesExist(client) {
  const names = [APP_ROLE, SYSTEM_ROLE];
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = ANY($1)', [names]);
  if (rowCount !== names.length) {
    throw new SetupError(
      `DATABASE_APP_URL: make the roles ${names.join(' and ')} first; the migrations grant their rights to these names.`,
    );
  }
}
