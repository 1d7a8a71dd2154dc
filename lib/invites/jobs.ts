import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteEndedBefore } from './bulk-repository';

/** For how long the link of one that was accepted still leads its person on, and that of another says that it ended. */
const endedKeptSeconds = 180 * 24 * 60 * 60;
const deletedAtOnce = 50_000;

/** The tasks of invitations, by name, for the worker's list. */
export function inviteTasks(deps: Pick<Deps, 'clock' | 'db' | 'log'>) {
  return {
    'prune-invitations': async () => {
      const before = addSeconds(deps.clock.now(), -endedKeptSeconds);
      const deleted = await asSystem(
        deps.db,
        'prune',
        (tx) => deleteEndedBefore(tx, before, deletedAtOnce),
        60_000,
      );
      if (deleted > 0) deps.log.info({ deleted }, 'invitations that ended long ago were deleted');
    },
  };
}

/** When they run, in the worker's crontab: once a night, since it looks at every invitation. */
export const inviteCron = '17 3 * * * prune-invitations';
