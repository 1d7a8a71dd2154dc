import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteRefusalsBefore } from './refusals-repository';

const keptSeconds = 7 * 24 * 60 * 60;

/** The tasks of the verification, by name, for the worker's list. */
export function verificationTasks(deps: Pick<Deps, 'clock' | 'db' | 'log'>) {
  return {
    'prune-refusals': async () => {
      const before = addSeconds(deps.clock.now(), -keptSeconds);
      const deleted = await asSystem(
        deps.db,
        'prune',
        (tx) => deleteRefusalsBefore(tx, before),
        60_000,
      );
      if (deleted > 0) deps.log.info({ deleted }, 'refusals older than seven days were deleted');
    },
  };
}

/** When they run, in the worker's crontab: every ten minutes, so that each deletion stays small. */
export const verificationCron = '*/10 * * * * prune-refusals';
