import type { Deps } from '@/lib/platform/deps';
import { warnOfCertificates } from './warn-of-certificates';

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const ssoCron = '23 6 * * * warn-of-certificates';

/** The tasks of connections for single sign-on, by name, for the worker's list. */
export function ssoTasks(deps: Deps) {
  return {
    'warn-of-certificates': async () => {
      const told = await warnOfCertificates(deps);
      if (told > 0) deps.log.info({ told }, 'Admins were told of certificates that end');
    },
  };
}
