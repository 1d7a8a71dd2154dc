import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EnvError, type Role, type ServingEnv } from '@/lib/platform/env';
import { createLogger, type Logger } from '@/lib/platform/log';
import { SetupError } from '@/scripts/data-folder.mjs';
import { prepareDatabase, type ReadyDatabase } from './server/database';
import { readEnvironment, roleEnvironment } from './server/environment';
import { createLogPrinter } from './server/log-printer';
import { checkAddress, isReady } from './server/port';
import { leaveNote } from './server/running-note';
import { superviseRole, type RoleProcess } from './server/role-process';
import { catchSignals } from './server/signals';

/** The order in which roles stop: first nothing new comes in, then what was begun is finished. */
const STOP_ORDER: readonly Role[] = ['data-plane', 'web', 'worker'];

/** A data plane finishes requests for up to 10 seconds; a little more before it is ended. */
const PATIENCE_MILLISECONDS = 12_000;
/** A browser that waits for changes of the sources would hold up every stop. */
const PATIENCE_IN_DEVELOPMENT = 1_000;

const READY_EVERY_MILLISECONDS = 50;

/** The roles' bundles lie beside this one. */
const bundles = import.meta.dirname;

/**
 * The supervisor: brings the database up, keeps one process for each role running, and stops all of
 * it in order.
 */
async function serve(): Promise<void> {
  const env = readEnvironment();
  const printer = createLogPrinter(process.stdout);
  const log = createLogger({ role: 'supervisor', level: env.LOG_LEVEL, destination: printer });
  const signals = catchSignals();
  if (env.ROLES.includes('data-plane')) await checkAddress(env.HOST, env.PORT);
  const database = await prepareDatabase(env, path.dirname(bundles), log);

  const takeNoteAway = noteAddress(database);
  const sockets = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-'));
  const childEnv = roleEnvironment(database.env, path.join(sockets, 'web.sock'));
  const running = new Map<Role, RoleProcess>();
  if (!signals.stop.aborted) {
    for (const role of env.ROLES) {
      const script = path.join(bundles, `${role}.js`);
      const onMisconfigured = () => {
        process.exitCode = 1;
        signals.requestStop();
      };
      running.set(
        role,
        superviseRole(role, { script, env: childEnv, printer, log, onMisconfigured }),
      );
      if (env.NODE_ENV === 'development') restartOnChange(script, running.get(role));
    }
  }
  void announce(database.env, log, signals.stop);
  signals.force.addEventListener('abort', () => running.forEach((role) => role.kill()));

  await aborted(signals.stop);
  log.info('stopping');
  const development = env.NODE_ENV === 'development';
  const patience = development ? PATIENCE_IN_DEVELOPMENT : PATIENCE_MILLISECONDS;
  for (const role of STOP_ORDER) await running.get(role)?.stop(patience);
  takeNoteAway();
  await database.stop();
  fs.rmSync(sockets, { recursive: true, force: true });
  log.info('stopped');
}

/** For the operator's commands on the same data. */
function noteAddress({ env, folder }: ReadyDatabase): () => void {
  const isReached = folder !== undefined && env.ROLES.includes('data-plane');
  return isReached ? leaveNote(folder, env.APP_URL) : () => undefined;
}

async function announce(env: ServingEnv, log: Logger, stop: AbortSignal): Promise<void> {
  while (env.ROLES.includes('data-plane') && !(await isReady(env.HOST, env.PORT))) {
    await new Promise((resolve) => setTimeout(resolve, READY_EVERY_MILLISECONDS));
    if (stop.aborted) return;
  }
  if (!stop.aborted) log.info(`Gatehouse is ready at ${env.APP_URL}`);
}

function restartOnChange(script: string, role: RoleProcess | undefined): void {
  fs.watchFile(script, { interval: 300, persistent: false }, (now, before) => {
    if (now.mtimeMs > before.mtimeMs) role?.restart();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

serve().then(
  () => process.exit(),
  (error: unknown) => {
    const explained = error instanceof EnvError || error instanceof SetupError;
    const text = explained || !(error instanceof Error) ? String(error) : (error.stack ?? '');
    process.stderr.write(`Gatehouse cannot start. ${text.replace(/^\w*Error: /, '')}\n`);
    process.exit(1);
  },
);
