import type { Deps } from '@/lib/platform/deps';
import { purgeOrganizations } from './purge-organizations';

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const orgCron = '41 * * * * purge-organizations';

/** The tasks of organizations, by name, for the worker's list. */
export function orgTasks(deps: Deps) {
  return {
    'purge-organizations': async () => {
      const erased = await purgeOrganizations(deps);
      if (erased > 0) deps.log.info({ erased }, 'organizations whose time was over were erased');
    },
  };
}
