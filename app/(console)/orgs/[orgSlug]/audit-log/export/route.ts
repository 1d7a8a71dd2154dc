import { exportAuditEvents } from '@/lib/audit/export-audit-events';
import { exportAuditEventsSchema } from '@/lib/audit/schema';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';

/** The log as CSV, as far as the reader may see it. Each export is an event itself. */
export const GET = orgRoute(
  'audit-log.export',
  exportAuditEventsSchema,
  async (deps, grant, filter) =>
    csvResponse('audit-log.csv', await exportAuditEvents(deps, grant, filter)),
);
