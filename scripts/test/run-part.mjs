import { spawn } from 'node:child_process';
import path from 'node:path';
import { readIfThere } from '../processes.mjs';
import { countPlaywright, countVitest, judge } from './count.mjs';

/**
 * @typedef {import('./parts.mjs').Part} Part
 * @typedef {import('./count.mjs').Count & { name: string, seconds: number, output: string }} Result
 */

/** The process groups of what runs. */
const running = new Set();

/**
 * Runs one part to its end.
 *
 * @param {Part} part
 * @param {{ folder: string, env: NodeJS.ProcessEnv, live: boolean }} options where reports go; `live` shows the
 *   part's output as it comes, else it is kept
 * @returns {Promise<Result>}
 */
export async function runPart(part, { folder, env, live }) {
  const start = performance.now();
  const report = path.join(folder, `${part.name}.json`);
  const { ending, output } = await run([...part.command, ...reporters(part, report)], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    live,
    limitMinutes: part.limitMinutes,
  });
  const seconds = (performance.now() - start) / 1000;
  return { name: part.name, seconds, output, ...countPart(part, ending, report) };
}

/** Ends everything that runs. */
export function stopRunning() {
  for (const group of running) endGroup(group, 'SIGTERM');
}

/**
 * @param {Part} part
 * @param {string} file
 */
function reporters(part, file) {
  if (part.report === 'vitest') {
    return ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  }
  return part.report === 'playwright' ? ['--reporter=list,json'] : [];
}

/**
 * @param {Part} part
 * @param {number | string | null} ending
 * @param {string} file
 */
function countPart(part, ending, file) {
  if (part.report === undefined) {
    const passed = ending === 0 ? 1 : 0;
    return { passed, failed: 1 - passed, skipped: 0 };
  }
  const text = readIfThere(file);
  const count = part.report === 'vitest' ? countVitest : countPlaywright;
  return judge(ending, text === undefined ? undefined : count(text));
}

/**
 * @param {string[]} command
 * @param {{ env: NodeJS.ProcessEnv, live: boolean, limitMinutes: number }} options
 * @returns {Promise<{ ending: number | string | null, output: string }>}
 */
function run([program = '', ...args], { env, live, limitMinutes }) {
  const stdio = live ? 'inherit' : 'pipe';
  // A group of its own, so that what a part started ends with it.
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', stdio, stdio] });
  const group = child.pid ?? 0;
  running.add(group);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      output += `\nStopped: it took longer than ${limitMinutes} minutes.\n`;
      endGroup(group, 'SIGKILL');
    }, limitMinutes * 60_000);
    const finish = (/** @type {number | string | null} */ ending) => {
      clearTimeout(timer);
      running.delete(group);
      resolve({ ending, output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish('error');
    });
    child.on('close', (code, signal) => finish(signal ?? code));
  });
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function endGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended already.
  }
}
