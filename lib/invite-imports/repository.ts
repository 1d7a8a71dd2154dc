import { Prisma } from '@/generated/prisma/client';
import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { TeamChoice } from './judge-rows';
import type { ImportSettings, ImportStatus, StopReason } from './model';

/** Who started an import, as the audit log will name them and their request. */
export type StartedBy = {
  label: string;
  sessionMethod: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string;
};

export type ImportRow = ImportSettings & {
  id: string;
  status: ImportStatus;
  stopReason: StopReason | null;
  fileName: string | null;
  encoding: string;
  delimiter: string;
  ignoredColumns: string[];
  rowCount: number;
  createdById: string;
  createdByName: string;
  createdAt: Date;
  startedById: string | null;
  startedBy: StartedBy | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  invitedCount: number;
  expiresAt: Date;
};

const columns = Prisma.sql`
  id, status, stop_reason AS "stopReason", file_name AS "fileName", encoding, delimiter, ignored_columns AS "ignoredColumns",
  row_count AS "rowCount", default_role AS "defaultRole", default_team_ids::text[] AS "defaultTeamIds", message,
  expires_in_days AS "expiresInDays", created_by_id AS "createdById", created_by_name AS "createdByName",
  created_at AS "createdAt", started_by_id AS "startedById", started_by AS "startedBy", started_at AS "startedAt",
  finished_at AS "finishedAt", invited_count AS "invitedCount", expires_at AS "expiresAt"`;

export async function insertImport(
  tx: OrgTx,
  organizationId: string,
  row: Omit<
    ImportRow,
    | 'status'
    | 'stopReason'
    | 'startedById'
    | 'startedBy'
    | 'startedAt'
    | 'finishedAt'
    | 'invitedCount'
  >,
): Promise<void> {
  await tx.invitationImport.createMany({ data: [{ ...row, organizationId }] });
}

export async function selectImport(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<ImportRow | null> {
  const rows = await tx.$queryRaw<ImportRow[]>`
    SELECT ${columns} FROM invitation_imports WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** Holds it until the transaction ends: whoever starts, writes, stops or throws it away takes turns. */
export async function lockImport(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<ImportRow | null> {
  const rows = await tx.$queryRaw<ImportRow[]>`
    SELECT ${columns} FROM invitation_imports
     WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

export async function selectImports(
  tx: OrgTx,
  organizationId: string,
  limit: number,
): Promise<ImportRow[]> {
  return tx.$queryRaw<ImportRow[]>`
    SELECT ${columns} FROM invitation_imports WHERE organization_id = ${organizationId}::uuid
     ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
}

export async function updateImport(
  tx: OrgTx,
  organizationId: string,
  id: string,
  change: Partial<
    Pick<
      ImportRow,
      'status' | 'stopReason' | 'startedById' | 'startedAt' | 'finishedAt' | 'expiresAt'
    > & { startedBy: StartedBy }
  >,
): Promise<void> {
  await tx.invitationImport.updateMany({ where: { organizationId, id }, data: change });
}

export async function addInvited(
  tx: OrgTx,
  organizationId: string,
  id: string,
  count: number,
): Promise<void> {
  await tx.invitationImport.updateMany({
    where: { organizationId, id },
    data: { invitedCount: { increment: count } },
  });
}

export async function deletePreview(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<boolean> {
  const { count } = await tx.invitationImport.deleteMany({
    where: { organizationId, id, status: 'preview' },
  });
  return count > 0;
}

/** Leaves the newest previews, `kept` of them. */
export async function deleteOldPreviews(
  tx: OrgTx,
  organizationId: string,
  kept: number,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM invitation_imports WHERE organization_id = ${organizationId}::uuid AND id IN (
      SELECT id FROM invitation_imports WHERE organization_id = ${organizationId}::uuid AND status = 'preview'
       ORDER BY created_at DESC, id DESC OFFSET ${kept})`;
}

/** Invitations that files made since then. */
export async function countImportedSince(
  tx: OrgTx,
  organizationId: string,
  since: Date,
): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(invited_count), 0)::int AS count FROM invitation_imports
     WHERE organization_id = ${organizationId}::uuid AND started_at > ${since}`;
  return rows[0]?.count ?? 0;
}

/** Every team of the organization, archived ones too. */
export async function selectTeamChoices(tx: OrgTx, organizationId: string): Promise<TeamChoice[]> {
  return tx.team.findMany({
    where: { organizationId },
    select: { id: true, name: true, archivedAt: true },
  });
}

/** Previews that nobody started, and results that were kept long enough. Their lines go with them. */
export async function deleteExpiredImports(tx: SystemTx, now: Date): Promise<number> {
  const { count } = await tx.invitationImport.deleteMany({
    where: { expiresAt: { lte: now }, status: { not: 'running' } },
  });
  return count;
}

/**
 * Lets Postgres end this transaction where its process stands still in the middle of it: others wait for its locks, and
 * what it would write later it writes no more.
 */
export async function endStandstill(tx: OrgTx): Promise<void> {
  await tx.$queryRaw`SELECT set_config('idle_in_transaction_session_timeout', '15s', true)`;
}
