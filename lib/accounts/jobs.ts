import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteEnded } from './prune-repository';
import { sendResetLink, type ResetLinkRequest } from './send-reset-link';

const deviceKeptSeconds = 365 * 24 * 60 * 60;

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const accountCron = '7 * * * * prune-accounts';

/** The tasks of accounts, by name, for the worker's list. */
export function accountTasks(deps: Deps) {
  return {
    'send-reset-link': (payload: unknown) => sendResetLink(deps, payload as ResetLinkRequest),
    'prune-accounts': async () => {
      const now = deps.clock.now();
      const deleted = await asSystem(deps.db, 'prune', (tx) =>
        deleteEnded(tx, now, addSeconds(now, -deviceKeptSeconds)),
      );
      deps.log.info(deleted, 'ended sign-ups, links, counters and devices were deleted');
    },
  };
}
