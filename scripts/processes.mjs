import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** @param {number} milliseconds */
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * The first fields of `/proc/<pid>/stat`, or undefined where there is no such process or no /proc.
 *
 * @param {number} pid
 */
function readStat(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command stands in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Whether a process runs. A zombie does not: it is dead and only waits for its parent to notice,
 * which in a container without init may be for ever.
 *
 * @param {number} pid
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
  }
  return readStat(pid)?.state !== 'Z';
}

/**
 * Names a process for good: pids are used again, after a restart of the machine at the latest.
 *
 * @param {number} pid
 */
export function identifyProcess(pid) {
  const stat = readStat(pid);
  if (stat) {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid} ${stat.startTicks} ${boot}`;
  }
  try {
    const args = ['-o', 'lstart=', '-p', String(pid)];
    return `${pid} ${execFileSync('ps', args, { encoding: 'utf8' }).trim()}`;
  } catch {
    return `${pid} gone`;
  }
}

/**
 * Whether the process that `identifyProcess` named is still there.
 *
 * @param {string} identity
 */
export function isIdentityAlive(identity) {
  const pid = Number.parseInt(identity, 10);
  return Number.isInteger(pid) && isRunning(pid) && identifyProcess(pid) === identity;
}

/** @param {string} file */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Runs `work` while no other process holds the same lock file. A lock whose holder died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, identifyProcess(process.pid));
  try {
    while (!tryLink(own, file)) await sleep(50);
  } finally {
    fs.rmSync(own, { force: true });
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/**
 * A link appears whole, with its content, or not at all.
 *
 * @param {string} own
 * @param {string} file
 */
function tryLink(own, file) {
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const holder = readIfThere(file);
  if (holder !== undefined && !isIdentityAlive(holder)) removeStale(own, file, holder);
  return false;
}

/**
 * Moves the dead holder's lock aside, and back if another process was quicker and it is theirs.
 *
 * @param {string} own
 * @param {string} file
 * @param {string} holder
 */
function removeStale(own, file, holder) {
  const aside = `${own}.stale`;
  try {
    fs.renameSync(file, aside);
    if (readIfThere(aside) !== holder) fs.linkSync(aside, file);
  } catch {
    // Somebody else moved it: the next try looks again.
  }
  fs.rmSync(aside, { force: true });
}
