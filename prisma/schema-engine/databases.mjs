import pg from 'pg';

/**
 * An error with Prisma's code, which the CLI knows how to explain.
 *
 * @param {string} code
 * @param {unknown} cause
 */
function engineError(code, cause) {
  const message = cause instanceof Error ? cause.message : String(cause);
  return Object.assign(new Error(message, { cause }), { code });
}

/** @param {unknown} error */
const sqlStateOf = (error) => /** @type {{ code?: string }} */ (error).code;

/**
 * @param {string} url
 * @param {string} statement
 */
async function run(url, statement) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * The maintenance database of the same server, and the quoted name of the one `url` points at.
 *
 * @param {string} url
 */
function splitUrl(url) {
  const admin = new URL(url);
  const name = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = '/postgres';
  return { admin: admin.toString(), name, quoted: pg.escapeIdentifier(name) };
}

/** @param {string} url */
export async function checkConnection(url) {
  try {
    await run(url, 'SELECT 1');
  } catch (error) {
    throw engineError(sqlStateOf(error) === '3D000' ? 'P1003' : 'P1001', error);
  }
}

/** @param {string} url */
export async function createDatabase(url) {
  const { admin, name, quoted } = splitUrl(url);
  try {
    await run(admin, `CREATE DATABASE ${quoted}`);
  } catch (error) {
    const exists = sqlStateOf(error) === '42P04';
    if (!exists) throw engineError('P1001', error);
  }
  return { databaseName: name };
}

/** @param {string} url */
export async function dropDatabase(url) {
  const { admin, quoted } = splitUrl(url);
  await run(admin, `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
}
