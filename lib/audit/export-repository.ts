import type { Prisma } from '@/generated/prisma/client';
import type { Reach } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx, SystemTx } from '@/lib/platform/db';
import { enqueueJob } from '@/lib/platform/jobs';
import {
  writeExportTask,
  type AuditExport,
  type AuditExportWork,
  type ExportFormat,
} from './export-model';

export type NewAuditExport = {
  id: string;
  organizationId: string;
  userId: string;
  reach: Reach;
  format: ExportFormat;
  filter: Prisma.InputJsonObject;
  endsAt: Date;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertAuditExport(tx: OrgTx, row: NewAuditExport): Promise<void> {
  await tx.auditExport.create({ data: row, select: { id: true } });
}

/** Has the next piece written; a wish that still waits is not added to. */
export async function enqueueExport(
  tx: OrgTx,
  organizationId: string,
  exportId: string,
): Promise<void> {
  const jobKey = `${writeExportTask}:${exportId}`;
  await enqueueJob(tx, writeExportTask, { organizationId, exportId }, { jobKey });
}

/** Whose exports: those of one person, and of them those that hold no more than that person may see now. */
export type ExportOwner = { organizationId: string; userId: string; reach: Reach };

/** The newest exports that can still be downloaded, or will be. */
export async function selectAuditExports(
  tx: OrgTx,
  owner: ExportOwner,
  { now, limit }: { now: Date; limit: number },
): Promise<AuditExport[]> {
  const rows = await tx.auditExport.findMany({
    where: { ...owner, expiresAt: { gt: now } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: shownColumns,
  });
  return rows.map(shownExport);
}

/** Makes the requests of one person for exports take turns, so that each counts those before it. Until the end of `tx`. */
export async function lockExporter(
  tx: OrgTx,
  { organizationId, userId }: Omit<ExportOwner, 'reach'>,
): Promise<void> {
  const whose = `audit-export ${organizationId} ${userId}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${whose}, 0))`;
}

export async function countUnfinishedExports(
  tx: OrgTx,
  { organizationId, userId }: Omit<ExportOwner, 'reach'>,
  now: Date,
): Promise<number> {
  return tx.auditExport.count({
    where: { organizationId, userId, finishedAt: null, expiresAt: { gt: now } },
  });
}

export async function selectAuditExport(
  tx: OrgTx,
  owner: ExportOwner,
  { exportId, now }: { exportId: string; now: Date },
): Promise<AuditExport | null> {
  const row = await tx.auditExport.findFirst({
    where: { ...owner, id: exportId, expiresAt: { gt: now } },
    select: shownColumns,
  });
  return row === null ? null : shownExport(row);
}

const shownColumns = {
  id: true,
  format: true,
  filter: true,
  eventCount: true,
  byteCount: true,
  createdAt: true,
  finishedAt: true,
  expiresAt: true,
} as const;

function shownExport(
  row: Prisma.AuditExportGetPayload<{ select: typeof shownColumns }>,
): AuditExport {
  return {
    ...row,
    format: row.format as ExportFormat,
    filter: row.filter as Record<string, unknown>,
    byteCount: Number(row.byteCount),
  };
}

/** The export, if it is unfinished, for one worker at a time: another waits here, and then goes on where this one came. */
export async function lockExportWork(
  tx: OrgTx,
  organizationId: string,
  exportId: string,
): Promise<AuditExportWork | null> {
  const rows = await tx.$queryRaw<AuditExportWork[]>`
    SELECT id, user_id AS "userId", reach, format, filter, ends_at AS "endsAt", reached_at AS "reachedAt", reached_id AS "reachedId"
      FROM audit_exports
     WHERE organization_id = ${organizationId}::uuid AND id = ${exportId}::uuid AND finished_at IS NULL
       FOR UPDATE`;
  return rows[0] ?? null;
}

export type ExportStep = {
  /** The piece of the file, compressed, and how long it is unpacked. */
  content: Uint8Array<ArrayBuffer>;
  byteCount: number;
  eventCount: number;
  /** Where it ends; null where nothing follows. */
  reached: Pick<Cursor, 'value' | 'id'> | null;
  now: Date;
};

/** Adds a piece to the file and says how far the export has come: both or neither. */
export async function writeExportStep(
  tx: OrgTx,
  organizationId: string,
  exportId: string,
  { content, byteCount, eventCount, reached, now }: ExportStep,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_export_chunks (organization_id, export_id, position, content)
    SELECT ${organizationId}::uuid, ${exportId}::uuid, count(*), ${content} FROM audit_export_chunks
     WHERE organization_id = ${organizationId}::uuid AND export_id = ${exportId}::uuid`;
  await tx.auditExport.updateMany({
    where: { organizationId, id: exportId },
    data: {
      byteCount: { increment: byteCount },
      eventCount: { increment: eventCount },
      ...(reached === null
        ? { finishedAt: now }
        : { reachedAt: new Date(reached.value), reachedId: reached.id }),
    },
  });
}

/** One piece of the file by its place, or null after the last. */
export async function selectExportChunk(
  tx: OrgTx,
  organizationId: string,
  exportId: string,
  position: number,
): Promise<Uint8Array | null> {
  const chunk = await tx.auditExportChunk.findUnique({
    where: { organizationId_exportId_position: { organizationId, exportId, position } },
    select: { content: true },
  });
  return chunk?.content ?? null;
}

/** Their pieces go along. */
export async function deleteExpiredExports(tx: SystemTx, now: Date): Promise<number> {
  return tx.$executeRaw`DELETE FROM audit_exports WHERE expires_at <= ${now}`;
}
