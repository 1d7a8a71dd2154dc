import { exportImportResult } from '@/lib/invite-imports/export-result';
import { exportRowsSchema } from '@/lib/invite-imports/schema';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';

/** What became of each line of a list, as CSV. */
export const GET = orgRoute('invitation.read', exportRowsSchema, async (deps, grant, input) =>
  csvResponse('invitations-result.csv', await exportImportResult(deps, grant, input)),
);
