import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../data-folder.mjs';
import { isRunning, sleep } from '../processes.mjs';
import { serverEnvironment } from './cluster.mjs';
import { askDataFolder } from './connection.mjs';
import {
  findPostmaster,
  findServerProcesses,
  removeDeadPidFile,
  removeDeadSocket,
} from './server-processes.mjs';

/** @typedef {import('./place.mjs').Place} Place */

const SETTINGS = [
  // A socket in a folder of ours only: no port to be taken, nobody else to connect.
  'listen_addresses=',
  'unix_socket_permissions=0700',
  'max_connections=100',
  'jit=off',
  // Statements and parameters carry people's data, and now and then a secret.
  'log_statement=none',
  'log_min_error_statement=panic',
  'log_parameter_max_length_on_error=0',
  'log_error_verbosity=terse',
  'log_checkpoints=off',
  'log_line_prefix=%m [%p] ',
];

/**
 * Starts the server and waits until it answers. While processes of an earlier server that was killed
 * still end, Postgres refuses, rightly, and is asked again.
 *
 * @param {Place} place
 * @param {string} bin
 * @param {string[]} settings
 * @param {string} url
 */
export async function launchServer(place, bin, settings, url) {
  const patience = Date.now() + 30_000;
  for (;;) {
    const { pid, state } = spawnServer(place, bin, settings);
    try {
      await waitUntilReady(place, url, () => state.exit === undefined);
      return pid;
    } catch (error) {
      const reason = lastLogLines(place.log);
      if (!isHeldByEarlierServer(reason) || Date.now() > patience) throw error;
      clearEarlierServer(place, patience);
      await sleep(250);
    }
  }
}

/**
 * @param {Place} place
 * @param {string} bin
 * @param {string[]} settings
 */
function spawnServer(place, bin, settings) {
  keepLogSmall(place.log);
  const log = fs.openSync(place.log, 'a', 0o600);
  const all = [...SETTINGS, `unix_socket_directories=${place.sockets}`, ...settings];
  const args = ['-D', place.data, '-p', '5432', ...all.flatMap((setting) => ['-c', setting])];
  // Detached: Ctrl-C reaches a terminal's whole process group, and the server must outlive the drain.
  const child = spawn(path.join(bin, 'postgres'), args, {
    ...place.account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: serverEnvironment(),
  });
  fs.closeSync(log);
  /** @type {{ exit?: string }} */
  const state = {};
  child.on('exit', (code, signal) => (state.exit = `${signal ?? code}`));
  child.on('error', (error) => (state.exit = error.message));
  child.unref();
  return { pid: child.pid ?? 0, state };
}

/**
 * @param {Place} place
 * @param {string} url
 * @param {() => boolean} isAlive
 */
export async function waitUntilReady(place, url, isAlive) {
  for (let attempt = 0; ; attempt++) {
    const answer = await askDataFolder(url);
    if ('data' in answer && answer.data === place.data) return;
    if ('failure' in answer && answer.failure === '28P01') {
      throw new SetupError(
        `The password in secrets.json does not open ${place.data}: restore both from one backup.`,
      );
    }
    if (!isAlive()) {
      throw new SetupError(`The embedded Postgres did not start: ${lastLogLines(place.log)}`);
    }
    // However long: after a crash the server replays its journal before it answers.
    await sleep(attempt < 20 ? 15 : 100);
  }
}

/** @param {string} reason */
function isHeldByEarlierServer(reason) {
  return /pre-existing shared memory|lock file "[^"]*" already exists/.test(reason);
}

/**
 * After `kill -9` of a server its other processes end by themselves, or, when one is deep in a long
 * query, on being asked.
 *
 * @param {Place} place
 * @param {number} patience
 */
function clearEarlierServer({ data, sockets }, patience) {
  const orphans = findServerProcesses(data);
  if (orphans.length === 0) {
    removeDeadPidFile(data);
    removeDeadSocket(data, sockets);
  }
  const signal = patience - Date.now() < 20_000 ? 'SIGQUIT' : 'SIGTERM';
  if (patience - Date.now() > 27_000 || findPostmaster(data) !== undefined) return;
  for (const pid of orphans) kill(pid, signal);
}

/**
 * Stops the server cleanly: it ends its sessions and writes everything to disk.
 *
 * @param {number} pid
 */
export async function stopServer(pid) {
  kill(pid, 'SIGINT');
  for (let waited = 0; isRunning(pid); waited += 25) {
    if (waited === 30_000) kill(pid, 'SIGQUIT');
    await sleep(25);
  }
}

/**
 * Calls `listener` once when the server has ended.
 *
 * @param {number} pid
 * @param {() => void} listener
 */
export function watchServer(pid, listener) {
  const timer = setInterval(() => {
    if (isRunning(pid)) return;
    clearInterval(timer);
    listener();
  }, 250);
  timer.unref();
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** @param {string} log */
function keepLogSmall(log) {
  const size = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 10_000_000) fs.renameSync(log, `${log}.1`);
}

/** @param {string} log */
function lastLogLines(log) {
  return fs.readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ');
}
