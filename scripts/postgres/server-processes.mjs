import fs from 'node:fs';
import path from 'node:path';
import { isRunning, readIfThere } from '../processes.mjs';

/** What Postgres calls its socket on the port that ours are told. */
const SOCKET = '.s.PGSQL.5432';

/**
 * What `postmaster.pid` says. Its seventh line names the shared memory (key and id) that tells
 * Postgres whether any process of an earlier server is still at work on the data.
 *
 * @param {string} text
 */
export function parsePidFile(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const [, sharedMemoryId] = (lines[6] ?? '').split(/\s+/);
  return {
    pid: Number(lines[0]) || 0,
    sharedMemoryId: sharedMemoryId ? Number(sharedMemoryId) : undefined,
  };
}

/** @param {string} data */
export function readPidFile(data) {
  const text = readIfThere(path.join(data, 'postmaster.pid'));
  return text === undefined ? undefined : parsePidFile(text);
}

/**
 * Every process of a server works inside its data folder, so that is how they are found.
 *
 * @param {string} data
 */
export function findServerProcesses(data) {
  if (process.platform !== 'linux') return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => worksIn(pid, data) && isRunning(pid));
}

/**
 * @param {number} pid
 * @param {string} data
 */
function worksIn(pid, data) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

/**
 * The running postmaster of this data folder, or undefined.
 *
 * @param {string} data
 */
export function findPostmaster(data) {
  const pid = readPidFile(data)?.pid ?? 0;
  if (pid === 0 || !isRunning(pid)) return undefined;
  return process.platform !== 'linux' || worksIn(pid, data) ? pid : undefined;
}

/**
 * Postgres itself takes over from a dead server, unless the number in `postmaster.pid` belongs to
 * a zombie or, after a restart of the machine, to some other program: then it refuses for ever. The
 * file may go only when nothing of that server lives. Two servers on one data folder destroy it.
 *
 * @param {string} data
 */
export function removeDeadPidFile(data) {
  const file = readPidFile(data);
  if (!file || process.platform !== 'linux') return false;
  if (findServerProcesses(data).length > 0 || isAttached(file.sharedMemoryId)) return false;
  fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
  return true;
}

/**
 * The socket has a lock file of its own, which a zombie's number holds just so. Its folder serves this data folder
 * alone: where no `postmaster.pid` is left and nothing works on the data, it is a dead server's.
 *
 * @param {string} data
 * @param {string} sockets
 */
export function removeDeadSocket(data, sockets) {
  if (readPidFile(data) !== undefined || findServerProcesses(data).length > 0) return;
  fs.rmSync(path.join(sockets, `${SOCKET}.lock`), { force: true });
  fs.rmSync(path.join(sockets, SOCKET), { force: true });
}

/** @param {number | undefined} sharedMemoryId */
function isAttached(sharedMemoryId) {
  if (sharedMemoryId === undefined) return false;
  const [header = '', ...rows] = (readIfThere('/proc/sysvipc/shm') ?? '').trim().split('\n');
  const columns = header.trim().split(/\s+/);
  const id = columns.indexOf('shmid');
  const attached = columns.indexOf('nattch');
  return rows
    .map((row) => row.trim().split(/\s+/))
    .some((row) => Number(row[id]) === sharedMemoryId && Number(row[attached]) > 0);
}
