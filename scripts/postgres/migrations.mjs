import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../data-folder.mjs';
import { readIfThere, sleep } from '../processes.mjs';

/** @typedef {import('pg').Client} Client */

/** How long a migration waits for a table that is in use, before it lets the others through. */
const LOCK_TIMEOUT = '2s';

/**
 * Applies the migrations that the database lacks, by `prisma migrate deploy`. Its start takes
 * seconds, so it is only run when something is to be done.
 *
 * @param {Client} client the owner's connection, which holds the migration lock
 * @param {{ root: string, url: string }} target
 * @returns {Promise<string[]>} the names of the migrations that were applied
 */
export async function applyMigrations(client, { root, url }) {
  const known = readMigrations(path.join(root, 'prisma', 'migrations'));
  const pending = findPending(known, await readApplied(client));
  if (pending.length === 0) return [];
  for (let attempt = 1; ; attempt++) {
    await forgetInterrupted(client);
    const { code, output } = await deploy(root, url);
    if (code === 0) return pending;
    const busy = output.includes('lock timeout') && attempt < 5;
    if (!busy) throw new SetupError(`The migration failed: ${summarise(output)}`);
    await sleep(1000);
  }
}

/**
 * @param {string} folder
 * @returns {Map<string, string>} checksums by name
 */
function readMigrations(folder) {
  const names = fs.readdirSync(folder).sort();
  const found = new Map();
  for (const name of names) {
    const script = readIfThereInFolder(path.join(folder, name));
    if (script === undefined) continue;
    found.set(name, crypto.createHash('sha256').update(script).digest('hex'));
  }
  return found;
}

/** @param {string} folder */
function readIfThereInFolder(folder) {
  return fs.statSync(folder).isDirectory()
    ? readIfThere(path.join(folder, 'migration.sql'))
    : undefined;
}

/**
 * @param {Client} client
 * @returns {Promise<Map<string, string>>} checksums by name
 */
async function readApplied(client) {
  if (!(await hasMigrationsTable(client))) return new Map();
  const { rows } = await client.query(
    `SELECT migration_name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/**
 * @param {Map<string, string>} known
 * @param {Map<string, string>} applied
 */
export function findPending(known, applied) {
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new SetupError(
        `The database was migrated by a newer Gatehouse (${name} is not known here): start that version, or restore a backup made before it.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new SetupError(
        `The migration ${name} was changed after it was applied to this database: restore its file.`,
      );
    }
  }
  return [...known.keys()].filter((name) => !applied.has(name));
}

/** @param {Client} client */
async function hasMigrationsTable(client) {
  const { rows } = await client.query(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found",
  );
  return rows[0].found;
}

/**
 * A migration and the note of its end are one transaction (prisma/schema-engine/adapter.mjs), so one
 * that has begun and not ended has left nothing behind. Prisma cannot know, and would refuse to go on.
 *
 * @param {Client} client
 */
async function forgetInterrupted(client) {
  if (!(await hasMigrationsTable(client))) return;
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

/**
 * @param {string} root
 * @param {string} url
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function deploy(root, url) {
  const patient = new URL(url);
  patient.searchParams.set('options', `-c lock_timeout=${LOCK_TIMEOUT}`);
  const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const child = spawn(process.execPath, [cli, 'migrate', 'deploy'], {
    cwd: root,
    // Ctrl-C reaches a terminal's whole process group: a migration that has begun is finished first.
    detached: true,
    env: { ...process.env, DATABASE_URL: patient.toString(), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** @param {string} output */
function summarise(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith('Error'));
  const said = lines
    .slice(Math.max(from, 0))
    .filter((line) => line !== '' && !/^\d+:|^at /.test(line));
  return said.slice(0, 4).join(' ');
}
