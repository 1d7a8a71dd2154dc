#!/usr/bin/env node
// Stands in for the schema engine that Prisma's CLI would download: the CLI starts this program and
// sends it line-delimited JSON-RPC, which is forwarded to the engine's WebAssembly build.
// See docs/adr for why.
import fs from 'node:fs';
import readline from 'node:readline';
import { createMigrationAdapter } from './schema-engine/adapter.mjs';
import { checkConnection, createDatabase, dropDatabase } from './schema-engine/databases.mjs';
import { restorePassword } from './schema-engine/password.mjs';
import { loadSchemaEngine } from './schema-engine/wasm.mjs';

/**
 * @typedef {Record<string, any>} Params
 * @typedef {(params: Params) => Promise<unknown>} Method
 */

const args = readArguments(process.argv.slice(2));
const url = restorePassword(args.url ?? 'postgresql://localhost:5432/postgres');

if (args.command === undefined) serve();
else await runCommand(args.command);

/** @param {string[]} argv */
function readArguments(argv) {
  /** @type {{ url?: string, command?: string, datamodels: [string, string][] }} */
  const result = { datamodels: [] };
  for (let i = 0; i < argv.length; i++) {
    const value = argv[i + 1] ?? '';
    if (argv[i] === '--datamodels') result.datamodels.push([value, fs.readFileSync(value, 'utf8')]);
    else if (argv[i] === '--datasource') result.url = JSON.parse(value).url;
    else if (argv[i] === 'cli') result.command = value;
  }
  return result;
}

/** Answers one JSON-RPC request a line until the CLI closes the pipe. */
function serve() {
  const methods = createMethods();
  let pending = 0;
  let closed = false;
  const exitWhenIdle = () => {
    if (closed && pending === 0) process.exit(0);
  };
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', async (line) => {
    const request = line.trim() === '' ? {} : JSON.parse(line);
    // The CLI also answers our `print`: such lines carry no method.
    if (request.method === undefined) return;
    pending += 1;
    send({ id: request.id, jsonrpc: '2.0', ...(await answer(methods, request)) });
    pending -= 1;
    exitWhenIdle();
  });
  lines.on('close', () => {
    closed = true;
    exitWhenIdle();
  });
}

/**
 * @param {Record<string, Method>} methods
 * @param {{ method: string, params?: Params }} request
 */
async function answer(methods, request) {
  try {
    const method = methods[request.method];
    if (!method) throw new Error(`The schema engine has no method ${request.method}`);
    return { result: (await method(request.params ?? {})) ?? null };
  } catch (error) {
    const { message, code } = /** @type {{ message: string, code?: string }} */ (error);
    // 4466 is the code that the CLI expects of an engine's own errors.
    const data = { is_panic: false, message, error_code: code };
    return { error: { code: 4466, message, data } };
  }
}

/** @returns {Record<string, Method>} */
function createMethods() {
  const SchemaEngine = loadSchemaEngine();
  const adapter = createMigrationAdapter(url);
  const datamodels = args.datamodels.length > 0 ? args.datamodels : undefined;
  /** @returns {Promise<Params>} */
  const create = () => SchemaEngine.new({ datamodels }, () => {}, adapter);
  /** @type {Promise<Params> | undefined} */
  let engine;
  const shared = () => (engine ??= create());

  /** @type {(name: string) => [string, Method]} */
  const forward = (name) => [name, async (params) => (await shared())[name](params)];

  // Once it has applied a migration, an engine answers these two from what it saw before. A fresh
  // one that has replayed the migrations (`devDiagnostic`) sees the database as it is.
  /** @type {(name: 'evaluateDataLoss' | 'createMigration') => [string, Method]} */
  const forwardFresh = (name) => [
    name,
    async (params) => {
      const fresh = await create();
      const { migrationsList, filters } = params;
      await fresh.devDiagnostic({ migrationsList, filters }).catch(() => {});
      return fresh[name](params);
    },
  ];

  const forwarded = Object.getOwnPropertyNames(SchemaEngine.prototype).map(forward);
  return {
    ...Object.fromEntries(forwarded),
    ...Object.fromEntries([forwardFresh('evaluateDataLoss'), forwardFresh('createMigration')]),
    createDatabase: () => createDatabase(url),
    getDatabaseVersion: async () => (await shared()).version(null),
    ensureConnectionValidity: async () => (await checkConnection(url), {}),
    async diff(params) {
      const result = await (await shared()).diff(params);
      // The native engine prints a diff itself; the CLI shows what such a notification holds.
      if (result.stdout && !params.output) {
        send({ id: 0, jsonrpc: '2.0', method: 'print', params: { content: result.stdout } });
      }
      return result;
    },
  };
}

/**
 * The engine's second face: one command, its failure told in a log line on stderr.
 *
 * @param {string} command
 */
async function runCommand(command) {
  /** @type {Record<string, () => Promise<unknown>>} */
  const commands = {
    'can-connect-to-database': () => checkConnection(url),
    'create-database': () => createDatabase(url),
    'drop-database': () => dropDatabase(url),
  };
  try {
    await commands[command]?.();
  } catch (error) {
    const { message, code } = /** @type {{ message: string, code?: string }} */ (error);
    // The CLI throws the first line away and parses every other one, so no newline may end the last.
    const start = { level: 'INFO', fields: { message: 'start' }, target: 'schema_engine' };
    const failure = {
      level: 'ERROR',
      fields: { message, is_panic: false, error_code: code ?? 'P1001', meta: {} },
      target: 'schema_engine::logger',
    };
    process.stderr.write(`${JSON.stringify(start)}\n${JSON.stringify(failure)}`);
    process.exitCode = 1;
  }
}

/** @param {unknown} message */
function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
