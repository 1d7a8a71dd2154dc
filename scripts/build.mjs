import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as bundle, stop as stopBundler } from 'esbuild';
import { bundleOptions, OPERATOR, SERVER } from './bundle.mjs';
import { readIfThere, withFileLock } from './processes.mjs';
import { runQuietly, step } from './steps.mjs';

/** What both are made of. */
const SHARED = ['components', 'lib', 'package.json', 'prisma/schema'];

/** What is built: its sources, and a stamp that says from which state of them. Next writes to tsconfig.json itself. */
const PROGRAMS = {
  sources: [...SHARED, 'prisma', 'roles', 'scripts', 'server', 'server.ts'],
  stamp: path.join('dist', '.built'),
};
const OPERATOR_PROGRAM = {
  sources: [...SHARED, 'operator', 'prisma', 'scripts', 'server'],
  stamp: path.join('dist', '.operator-built'),
};
const CONSOLE = {
  sources: [
    ...SHARED,
    'app',
    'instrumentation.ts',
    'next.config.ts',
    'postcss.config.mjs',
    'proxy.ts',
    'public',
  ],
  stamp: path.join('.next', '.gatehouse-built'),
};

/**
 * Builds what is older than its sources.
 *
 * @param {string} root
 */
export async function ensureBuilt(root) {
  if (isBuilt(root, PROGRAMS) && isBuilt(root, CONSOLE)) return;
  await whileNobodyElseBuilds(root, async () => {
    await generate(root);
    await buildOnce(root, PROGRAMS, () => bundlePrograms(root));
    await buildOnce(root, CONSOLE, () => buildConsole(root));
  });
}

/**
 * Builds the operator's program alone.
 *
 * @param {string} root
 */
export async function ensureOperatorBuilt(root) {
  if (isBuilt(root, OPERATOR_PROGRAM)) return;
  await whileNobodyElseBuilds(root, async () => {
    await generate(root);
    await buildOnce(root, OPERATOR_PROGRAM, () => bundleOnce(bundleOptions(root, OPERATOR)));
  });
}

/**
 * @param {string} root
 * @param {() => Promise<void>} work
 */
function whileNobodyElseBuilds(root, work) {
  return withFileLock(path.join(root, 'node_modules', '.gatehouse-building'), work);
}

/** @typedef {{ sources: string[], stamp: string }} Product */

/**
 * @param {string} root
 * @param {Product} product
 */
function isBuilt(root, { sources, stamp }) {
  return readIfThere(path.join(root, stamp)) === hash(root, sources);
}

/**
 * A build that is interrupted leaves no stamp, and the next one begins anew.
 *
 * @param {string} root
 * @param {Product} product
 * @param {() => Promise<void>} build
 */
async function buildOnce(root, product, build) {
  if (isBuilt(root, product)) return;
  const stamp = path.join(root, product.stamp);
  const state = hash(root, product.sources);
  fs.rmSync(stamp, { force: true });
  await build();
  fs.writeFileSync(stamp, state);
}

/**
 * Lets the next `npm start` bundle the server anew.
 *
 * @param {string} root
 */
export function dropServerStamp(root) {
  fs.rmSync(path.join(root, PROGRAMS.stamp), { force: true });
}

/**
 * The database client, made from prisma/schema.
 *
 * @param {string} root
 */
export async function generate(root) {
  const stamp = path.join(root, 'generated', '.made');
  const schema = hash(root, [path.join('prisma', 'schema'), 'package.json']);
  if (readIfThere(stamp) === schema) return;
  const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  await step('Generating the database client', () =>
    runQuietly(process.execPath, [cli, 'generate'], { cwd: root }),
  );
  fs.writeFileSync(stamp, schema);
}

/** @param {string} root */
async function bundlePrograms(root) {
  await step('Bundling the server', () => bundleOnce(bundleOptions(root, SERVER)));
}

/**
 * The bundler works in a process of its own, which would otherwise live as long as this one.
 *
 * @param {import('esbuild').BuildOptions} options
 */
async function bundleOnce(options) {
  await bundle(options);
  await stopBundler();
}

/** @param {string} root */
async function buildConsole(root) {
  const cli = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  await step('Building the console', () =>
    runQuietly(process.execPath, [cli, 'build'], { cwd: root, env }),
  );
}

/**
 * @param {string} root
 * @param {string[]} names
 */
function hash(root, names) {
  const digest = crypto.createHash('sha256').update(process.version);
  for (const file of names.flatMap((name) => listFiles(path.join(root, name))).sort()) {
    digest.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file));
  }
  return digest.digest('hex');
}

/**
 * @param {string} start
 * @returns {string[]}
 */
function listFiles(start) {
  const stat = fs.statSync(start, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return /\.test\.tsx?$/.test(start) ? [] : [start];
  return fs.readdirSync(start).flatMap((name) => listFiles(path.join(start, name)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureBuilt(path.resolve(import.meta.dirname, '..'));
}
