import { createLogger } from '@/lib/platform/log';
import type { ServingEnv } from '@/lib/platform/env';
import { prepareDatabase, type ReadyDatabase } from './database';
import { readEnvironment } from './environment';
import { createLogPrinter } from './log-printer';
import { readNote } from './running-note';
import { catchSignals } from './signals';

/** What a shell reports of a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

/**
 * Brings the database up as a start does, for the time of one piece of work. A database that others use goes on; one
 * that was started for this work alone is stopped, after Ctrl-C too.
 */
export async function openDatabase<T>(
  root: string,
  work: (env: ServingEnv) => Promise<T>,
): Promise<T> {
  const log = createLogger({
    role: 'operator',
    level: 'warn',
    // Standard output belongs to the work.
    destination: createLogPrinter(process.stderr),
  });
  const opening = prepareDatabase(readEnvironment(), root, log);
  const signals = catchSignals();
  const leave = () => process.exit(EXIT_INTERRUPTED);
  signals.stop.addEventListener('abort', () => {
    void opening.then(({ stop }) => stop()).then(leave, leave);
  });
  signals.force.addEventListener('abort', leave);
  const database = await opening;
  try {
    return await work(withAddress(database));
  } finally {
    await database.stop();
  }
}

/** Links lead to the Gatehouse that runs on this data, whatever port it got from an environment of its own. */
function withAddress({ env, folder }: ReadyDatabase): ServingEnv {
  const address = folder === undefined ? undefined : readNote(folder);
  return address === undefined ? env : { ...env, APP_URL: address };
}
