import type { Deps } from '@/lib/platform/deps';
import { checkDueDomains } from './check-due-domains';

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const domainCron = '*/5 * * * * check-domains';

/** The tasks of domains, by name, for the worker's list. */
export function domainTasks(deps: Deps) {
  return {
    'check-domains': async () => {
      const checked = await checkDueDomains(deps);
      if (checked > 0) deps.log.info({ checked }, 'the records of domains were looked for');
    },
  };
}
