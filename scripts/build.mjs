import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { bundleOptions } from './bundle.mjs';
import { readIfThere, withFileLock } from './processes.mjs';
import { runQuietly, step } from './steps.mjs';

/** Whatever a build is made of. Next writes to tsconfig.json itself. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'operator',
  'prisma',
  'public',
  'roles',
  'scripts',
  'server',
  'next.config.ts',
  'package.json',
  'postcss.config.mjs',
  'prisma.config.ts',
  'proxy.ts',
  'server.ts',
];

/**
 * Builds what is older than its sources.
 *
 * @param {string} root
 */
export async function ensureBuilt(root) {
  const stamp = path.join(root, 'dist', '.built');
  const isBuilt = () =>
    readIfThere(stamp) === hashSources(root) && fs.existsSync(path.join(root, '.next', 'BUILD_ID'));
  if (isBuilt()) return;
  await withFileLock(path.join(root, 'node_modules', '.gatehouse-building'), async () => {
    if (isBuilt()) return;
    // A build that is interrupted leaves no stamp, and the next one begins anew.
    fs.rmSync(stamp, { force: true });
    const sources = hashSources(root);
    await generate(root);
    await bundlePrograms(root);
    await step('Building the console', () => buildConsole(root));
    fs.writeFileSync(stamp, sources);
  });
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
export async function bundlePrograms(root) {
  await step('Bundling the server', async () => {
    await bundle(bundleOptions(root));
  });
}

/** @param {string} root */
async function buildConsole(root) {
  const cli = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const { DATABASE_URL: _url, ...env } = process.env;
  await runQuietly(process.execPath, [cli, 'build'], {
    cwd: root,
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
}

/** @param {string} root */
function hashSources(root) {
  return hash(root, SOURCES);
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
