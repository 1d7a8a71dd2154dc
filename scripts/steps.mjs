import { spawn } from 'node:child_process';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LAST_LINES = 40;

/** A step that failed; what it printed is its message. */
export class StepError extends Error {
  /** @override */
  name = 'StepError';
}

/**
 * Shows that something is going on, for how long, and that it is done.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const out = process.stderr;
  if (!out.isTTY) out.write(`${title} …\n`);
  let frame = 0;
  const timer = setInterval(() => {
    if (out.isTTY) out.write(`\r\u001b[K${FRAMES[frame++ % FRAMES.length]} ${title}  ${seconds()}`);
    else if (++frame % 150 === 0) out.write(`${title} … ${seconds()}\n`);
  }, 100);
  try {
    const result = await work();
    out.write(`${out.isTTY ? '\r\u001b[K✔ ' : ''}${title}: done in ${seconds()}\n`);
    return result;
  } catch (error) {
    out.write(`${out.isTTY ? '\r\u001b[K✖ ' : ''}${title}: failed after ${seconds()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program quietly.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @throws StepError with the last lines it printed
 */
export async function runQuietly(command, args, { cwd, env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const result = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  if (result === 0) return;
  const tail = output.trim().split('\n').slice(-LAST_LINES).join('\n');
  throw new StepError(`${command} ${args.join(' ')} ended with ${result}:\n${tail}`);
}
