import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endedSessionsKeptSeconds } from './model';
import { deleteEndedSessions } from './repository';

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const sessionCron = '23 3 * * * prune-sessions';

/** The tasks of sessions, by name, for the worker's list. */
export function sessionTasks(deps: Pick<Deps, 'db' | 'clock' | 'log'>) {
  return {
    'prune-sessions': async () => {
      const before = addSeconds(deps.clock.now(), -endedSessionsKeptSeconds);
      const deleted = await asSystem(deps.db, 'prune', (tx) => deleteEndedSessions(tx, before));
      deps.log.info({ deleted }, 'ended sessions were deleted');
    },
  };
}
