import { createLogger } from '@/lib/platform/log';
import type { ServingEnv } from '@/lib/platform/env';
import { prepareDatabase } from './database';
import { readEnvironment } from './environment';
import { createLogPrinter } from './log-printer';
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
    return await work(database.env);
  } finally {
    await database.stop();
  }
}
