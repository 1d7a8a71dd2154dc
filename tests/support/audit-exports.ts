import { createAuditExport } from '@/lib/audit/create-audit-export';
import { openAuditExport } from '@/lib/audit/open-audit-export';
import { createAuditExportSchema } from '@/lib/audit/schema';
import { writeAuditExport } from '@/lib/audit/write-audit-export';
import type { Grant } from '@/lib/authz/authorize';
import type { TestDeps as Deps } from './deps';

type ExportGrant = Grant<'audit-log.export'>;

/** Asks for an export as the console does. */
export async function startExport(
  deps: Deps,
  grant: ExportGrant,
  fields: object = {},
): Promise<string> {
  // A file holds what happened before it was asked for.
  deps.clock.moveBySeconds(0.001);
  const input = createAuditExportSchema.parse({ format: 'csv', ...fields });
  return (await createAuditExport(deps, grant, input)).exportId;
}

/** What a download of an export holds. */
export async function downloaded(
  deps: Deps,
  grant: ExportGrant,
  exportId: string,
): Promise<string> {
  const { pieces } = await openAuditExport(deps, grant, { exportId });
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(piece);
  return Buffer.concat(chunks).toString('utf8');
}

/** The whole way of an export of less than one piece: asked for, written, downloaded. */
export async function exported(deps: Deps, grant: ExportGrant, fields?: object): Promise<string> {
  const exportId = await startExport(deps, grant, fields);
  await writeAuditExport(deps, { organizationId: grant.organizationId, exportId });
  return downloaded(deps, grant, exportId);
}
