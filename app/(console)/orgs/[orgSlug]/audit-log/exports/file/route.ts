import { openAuditExport } from '@/lib/audit/open-audit-export';
import { auditExportIdSchema } from '@/lib/audit/schema';
import { fileResponse } from '@/lib/web/file-response';
import { orgRoute } from '@/lib/web/routes';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' };

/** The file of an export that is done. */
export const GET = orgRoute('audit-log.export', auditExportIdSchema, async (deps, grant, input) => {
  const { export: found, pieces } = await openAuditExport(deps, grant, input);
  const day = found.createdAt.toISOString().slice(0, 10);
  return fileResponse(
    { name: `audit-log-${day}.${found.format}`, type: types[found.format] },
    pieces,
  );
});
