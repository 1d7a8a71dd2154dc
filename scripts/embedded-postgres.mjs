import path from 'node:path';
import { loadSecrets } from './data-folder.mjs';
import { findBinaries, provideBinaries } from './postgres/binaries.mjs';
import { ensureCluster } from './postgres/cluster.mjs';
import { socketUrl, withClient } from './postgres/connection.mjs';
import { findPlace } from './postgres/place.mjs';
import { launchServer, stopServer, waitUntilReady, watchServer } from './postgres/server.mjs';
import { findPostmaster, findServerProcesses } from './postgres/server-processes.mjs';
import { leave, register } from './postgres/users.mjs';
import { isRunning, withFileLock } from './processes.mjs';

/**
 * @typedef {object} EmbeddedPostgres
 * @property {string} url of the database `gatehouse`, as its owner
 * @property {number} pid
 * @property {boolean} adopted whether it ran already
 * @property {() => Promise<boolean>} stop stops the server, unless somebody else still uses it
 * @property {(listener: () => void) => void} onExit called once when the server ends
 */

const DATABASE = 'gatehouse';

/** @param {string} folder */
const lockOf = (folder) => path.join(folder, 'postgres.lock');

/**
 * Starts the embedded Postgres on the data in `folder`, or takes over the one that runs there, for
 * example after `kill -9` of the Gatehouse that started it.
 *
 * @param {{ root: string, folder: string, settings?: string[] }} options
 * @returns {Promise<EmbeddedPostgres>}
 */
export async function startEmbeddedPostgres({ root, folder, settings = [] }) {
  const place = findPlace(folder);
  const secrets = loadSecrets(folder);
  const password = secrets.POSTGRES_PASSWORD;
  const urlOf = (/** @type {string} */ database) =>
    socketUrl({ sockets: place.sockets, password, database });
  const maintenance = urlOf('postgres');
  const lock = lockOf(folder);

  const server = await withFileLock(lock, async () => {
    register(folder);
    try {
      const running = findPostmaster(place.data);
      if (running !== undefined) {
        await waitUntilReady(place, maintenance, () => isRunning(running));
        return { pid: running, adopted: true };
      }
      const binaries = findBinaries(root);
      const bin = path.join(provideBinaries(binaries, place.account, place.base), 'bin');
      ensureCluster(place, { bin, major: binaries.major, password });
      return { pid: await launchServer(place, bin, settings, maintenance), adopted: false };
    } catch (error) {
      leave(folder);
      throw error;
    }
  });
  await createDatabase(maintenance);
  return {
    ...server,
    url: urlOf(DATABASE),
    stop: () => withFileLock(lock, () => stop(folder, place.data)),
    onExit: (listener) => watchServer(server.pid, listener),
  };
}

/**
 * Whether a server runs on the data in `folder`.
 *
 * @param {string} folder
 */
export function isEmbeddedPostgresRunning(folder) {
  return findPostmaster(findPlace(folder).data) !== undefined;
}

/**
 * Runs `work` on the files of a server that is stopped. Whoever wants to start it waits for the end.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T } | undefined>} undefined where a server runs
 */
export function whilePostgresIsStopped(folder, work) {
  return withFileLock(lockOf(folder), async () => {
    const { data } = findPlace(folder);
    const runs = findPostmaster(data) !== undefined || findServerProcesses(data).length > 0;
    return runs ? undefined : { result: await work() };
  });
}

/**
 * @param {string} folder
 * @param {string} data
 */
async function stop(folder, data) {
  if (leave(folder) > 0) return false;
  const pid = findPostmaster(data);
  if (pid === undefined) return false;
  await stopServer(pid);
  return true;
}

/** @param {string} url */
async function createDatabase(url) {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}
