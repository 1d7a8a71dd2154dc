import { createLogger } from '@/lib/platform/log';
import type { ServingEnv } from '@/lib/platform/env';
import { prepareDatabase } from './database';
import { readEnvironment } from './environment';
import { createLogPrinter } from './log-printer';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
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
  const leave = () => {
    const closing = opening.then((database) => database.stop());
    void closing.catch(() => undefined).finally(() => process.exit(EXIT_INTERRUPTED));
  };
  for (const signal of SIGNALS) process.once(signal, leave);
  try {
    const database = await opening;
    try {
      return await work(database.env);
    } finally {
      await database.stop();
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}
