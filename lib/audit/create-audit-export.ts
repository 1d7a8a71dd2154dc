import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { exportKeptDays, maxUnfinishedExports } from './export-model';
import {
  countUnfinishedExports,
  enqueueExport,
  insertAuditExport,
  lockExporter,
} from './export-repository';
import { recordAuditEvent } from './record-audit-event';
import type { CreateAuditExportInput } from './schema';

/**
 * Begins an export of the log as far as the person may see it now. A job writes the file of what
 * happened before this moment; the export's own event is written along with the wish for it.
 * @throws AppError `conflict`, where the person has as many exports in the making as one may.
 */
export async function createAuditExport(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: Grant<'audit-log.export'>,
  { format, ...filter }: CreateAuditExportInput,
): Promise<{ exportId: string }> {
  const { organizationId, userId, reach } = grant;
  const now = deps.clock.now();
  const exportId = deps.ids.next();
  const written = JSON.parse(JSON.stringify(filter)) as Record<string, string>;
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockExporter(tx, { organizationId, userId });
    if (
      (await countUnfinishedExports(tx, { organizationId, userId }, now)) >= maxUnfinishedExports
    ) {
      throw new AppError(
        'conflict',
        `You have ${maxUnfinishedExports} exports in the making. Start this one when one of them is done.`,
      );
    }
    await insertAuditExport(tx, {
      id: exportId,
      organizationId,
      userId,
      reach,
      format,
      filter: written,
      endsAt: filter.to !== undefined && filter.to < now ? filter.to : now,
      createdAt: now,
      expiresAt: addSeconds(now, exportKeptDays * 24 * 60 * 60),
    });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'audit-log.exported',
      target: { kind: 'audit-log', id: null, label: 'Audit log' },
      after: { ...written, format },
    });
    await enqueueExport(tx, organizationId, exportId);
  });
  return { exportId };
}
