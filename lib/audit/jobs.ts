import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { expireAuditEvents } from './expire-audit-events';
import { writeExportTask } from './export-model';
import { deleteExpiredExports } from './export-repository';
import { writeAuditExport } from './write-audit-export';

/** Lines of graphile-worker's crontab: minute, hour, day of month, month, day of week (UTC), task. */
export const auditCron = ['41 3 * * * expire-audit-events', '17 * * * * prune-audit-exports'].join(
  '\n',
);

/** The tasks of the audit log, by name, for the worker's list. */
export function auditTasks(deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'log'>) {
  return {
    [writeExportTask]: (payload: unknown) =>
      writeAuditExport(deps, payload as { organizationId: string; exportId: string }),
    'expire-audit-events': async () => {
      const deleted = await expireAuditEvents(deps);
      if (deleted > 0) deps.log.info({ deleted }, 'audit events had their time and were deleted');
    },
    'prune-audit-exports': async () => {
      const deleted = await asSystem(deps.db, 'prune', (tx) =>
        deleteExpiredExports(tx, deps.clock.now()),
      );
      if (deleted > 0) deps.log.info({ deleted }, 'exports of the audit log were deleted');
    },
  };
}
