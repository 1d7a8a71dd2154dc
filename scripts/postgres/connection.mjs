import pg from 'pg';
import { OWNER } from './cluster.mjs';

/**
 * @param {{ sockets: string, password: string, database: string, user?: string }} target
 */
export function socketUrl({ sockets, password, database, user = OWNER }) {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const query = new URLSearchParams({ host: sockets });
  return `postgresql://${login}@localhost/${encodeURIComponent(database)}?${query}`;
}

/**
 * Runs `work` on a connection of its own.
 *
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A connection cut between two queries would otherwise end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * The data folder that the server behind `url` works on, or the code of what keeps it from answering.
 *
 * @param {string} url
 * @returns {Promise<{ data: string } | { failure: string }>}
 */
export async function askDataFolder(url) {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query('SHOW data_directory');
      return { data: rows[0].data_directory };
    });
  } catch (error) {
    const { code, message } = /** @type {{ code?: string, message: string }} */ (error);
    return { failure: code ?? message };
  }
}
