// `npm test`: every check and test, from a fresh checkout on. `npm test -- unit integration` runs some of
// them. The last line is `N passed, N failed`, whatever happens.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { enterCheckout } from './checkout.mjs';
import { testEnvironment } from './test/environment.mjs';
import { listParts } from './test/parts.mjs';
import { runPart, stopRunning } from './test/run-part.mjs';
import { finish, showResult, showStart } from './test/summary.mjs';

/** @typedef {import('./test/parts.mjs').Part} Part */
/** @typedef {import('./test/run-part.mjs').Result} Result */

/** Checks run two at a time, on two cores. */
const AT_ONCE = 2;

const root = path.resolve(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-reports-'));
const env = testEnvironment(root);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopRunning();
    process.exit(130);
  });
}

const parts = choose(process.argv.slice(2));
/** @type {Result[]} */
const results = [];
try {
  await prepare();
  for (const group of inGroups(parts)) {
    await runTogether(group);
  }
} catch (error) {
  results.push(failure('setup', error));
}
process.exitCode = finish(results);

/** @param {string[]} names */
function choose(names) {
  const all = listParts(root);
  const unknown = names.find((name) => !all.some((part) => part.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ');
    process.stderr.write(`There is no part "${unknown}". The parts: ${known}\n`);
    process.exit(2);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

async function prepare() {
  await enterCheckout({ dev: true });
  const { generate } = await import('./build.mjs');
  await generate(root);
}

/**
 * What runs at the same time: each part that wants to be alone, and those between two of them.
 *
 * @param {Part[]} parts
 */
function inGroups(parts) {
  /** @type {Part[][]} */
  const groups = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last === undefined || part.alone || last[0]?.alone === true) groups.push([part]);
    else last.push(part);
  }
  return groups;
}

/** @param {Part[]} waiting */
async function runTogether(waiting) {
  const queue = [...waiting];
  const live = queue.length === 1;
  const work = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) await run(part, live);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/**
 * @param {Part} part
 * @param {boolean} live
 */
async function run(part, live) {
  showStart(part.name);
  try {
    await provideFor(part);
    keep(await runPart(part, { folder, env, live }));
  } catch (error) {
    keep(failure(part.name, error));
  }
}

/** What a part needs of the machine beside Node. @param {Part} part */
async function provideFor({ name }) {
  if (name === 'integration' || name === 'faults') {
    const { providePeers } = await import('./test/debian.mjs');
    await providePeers();
  }
  if (name === 'browser') {
    const { provideChromium } = await import('./test/chromium.mjs');
    env.GATEHOUSE_CHROMIUM = await provideChromium();
  }
}

/** @param {Result} result */
function keep(result) {
  results.push(result);
  showResult(result);
}

/**
 * @param {string} name
 * @param {unknown} error
 * @returns {Result}
 */
function failure(name, error) {
  const explained = error instanceof Error && /^(Setup|Step)Error$/.test(error.name);
  const output = explained ? error.message : String(Object(error).stack ?? error);
  return { name, seconds: 0, output, passed: 0, failed: 1, skipped: 0 };
}
