import fs from 'node:fs';
import path from 'node:path';

/** Errors whose message says all there is to say. */
const EXPLAINED = new Set(['SetupError', 'StepError', 'EnvError']);

/**
 * Runs a script's work; a failure that explains itself is shown without a stack.
 *
 * @param {() => Promise<unknown>} work
 */
export async function runScript(work) {
  try {
    await work();
  } catch (error) {
    const known = error instanceof Error && EXPLAINED.has(error.name);
    process.stderr.write(`${known ? error.message : String(Object(error).stack ?? error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * What `.env` says, where the shell does not say otherwise.
 *
 * @param {string} root
 */
export function loadDotEnv(root) {
  const file = path.join(root, '.env');
  if (fs.existsSync(file)) process.loadEnvFile(file);
}
