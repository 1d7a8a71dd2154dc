import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteEndedProtocol } from './protocol-repository';

/** An hour more than anything lasts, so that clocks that differ forget nothing too early. */
const marginSeconds = 60 * 60;

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const samlCron = '37 * * * * prune-saml';

/** The tasks of SAML, by name, for the worker's list. */
export function samlTasks(deps: Pick<Deps, 'clock' | 'db' | 'log'>) {
  return {
    'prune-saml': async () => {
      const before = addSeconds(deps.clock.now(), -marginSeconds);
      const deleted = await asSystem(deps.db, 'prune', (tx) => deleteEndedProtocol(tx, before));
      deps.log.info(
        deleted,
        'ended requests to identity providers and used assertions were deleted',
      );
    },
  };
}
