// `npm run bench [name]`: a benchmark of tests/bench; `verify` unless another is named.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { enterCheckout } from './checkout.mjs';
import { SetupError } from './data-folder.mjs';
import { runScript } from './script.mjs';

await runScript(async () => {
  const [name = 'verify', ...rest] = process.argv.slice(2);
  const root = await enterCheckout({ dev: true });
  const folder = path.join(root, 'tests', 'bench');
  const known = fs.readdirSync(folder);
  if (!known.includes(name)) {
    throw new SetupError(`There is no benchmark "${name}". There are: ${known.join(', ')}`);
  }
  const { generate } = await import('./build.mjs');
  await generate(root);
  process.exitCode = await run([path.join(folder, name, 'main.ts'), ...rest]);
});

/** @param {string[]} args */
function run(args) {
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, ...args], { stdio: 'inherit' });
  // The terminal's Ctrl-C reaches both, and the benchmark cleans up; others' signals are passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
  return ended;
}
