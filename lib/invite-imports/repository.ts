import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx, SystemTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { ReadyRow, TeamChoice } from './judge-rows';
import type { ImportSettings, ImportStatus, RowState, StateCounts, StopReason } from './model';

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

export type NewRow = {
  id: string;
  line: number;
  place: number;
  state: RowState;
  detail: string | null;
  givenEmail: string;
  givenName: string;
  givenRole: string;
  givenTeams: string;
  email: string | null;
  name: string | null;
  role: Role | null;
  teamIds: string[];
};

/** Lines of a list in one statement; they go over as one JSON text. */
export async function insertRows(
  tx: OrgTx,
  organizationId: string,
  importId: string,
  rows: readonly NewRow[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO invitation_import_rows (organization_id, import_id, id, line, place, state, detail, given_email, given_name,
                                        given_role, given_teams, email, name, role, team_ids)
    SELECT ${organizationId}::uuid, ${importId}::uuid, r.id, r.line, r.place, r.state, r.detail, r."givenEmail", r."givenName",
           r."givenRole", r."givenTeams", r.email, r.name, r.role, r."teamIds"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
           id uuid, line int, place int, state text, detail text, "givenEmail" text, "givenName" text, "givenRole" text,
           "givenTeams" text, email text, name text, role text, "teamIds" uuid[])`;
}

export async function countStates(
  tx: OrgTx,
  organizationId: string,
  importId: string,
): Promise<StateCounts> {
  const rows = await tx.$queryRaw<{ state: RowState; count: number }[]>`
    SELECT state, count(*)::int AS count FROM invitation_import_rows
     WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid GROUP BY state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

export async function hasReadyAdmins(
  tx: OrgTx,
  organizationId: string,
  importId: string,
): Promise<boolean> {
  const count = await tx.invitationImportRow.count({
    where: { organizationId, importId, state: 'ready', role: 'admin' },
  });
  return count > 0;
}

/** The next lines to be written, in the order of the file, from a place on. */
export async function selectReadyRows(
  tx: OrgTx,
  organizationId: string,
  importId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ReadyRow[]> {
  return tx.$queryRaw<ReadyRow[]>`
    SELECT id, line, place, email, name, role, team_ids::text[] AS "teamIds" FROM invitation_import_rows
     WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid AND place >= ${after} AND state = 'ready'
     ORDER BY place, id LIMIT ${limit}`;
}

export type NewState = { id: string; state: RowState; detail: string | null; isFault: boolean };

/** What became of ready lines. Those with a fault come first from then on. */
export async function updateStates(
  tx: OrgTx,
  organizationId: string,
  importId: string,
  states: readonly NewState[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE invitation_import_rows AS r SET state = s.state, detail = s.detail,
           place = CASE WHEN s."isFault" THEN r.line ELSE r.place END
      FROM jsonb_to_recordset(${JSON.stringify(states)}::jsonb) AS s(id uuid, state text, detail text, "isFault" boolean)
     WHERE r.organization_id = ${organizationId}::uuid AND r.import_id = ${importId}::uuid AND r.id = s.id AND r.state = 'ready'`;
}

/** All that are still to be written are not written. Returns how many. */
export async function stopReadyRows(
  tx: OrgTx,
  organizationId: string,
  importId: string,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE invitation_import_rows SET state = 'stopped', place = line
     WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid AND state = 'ready'`;
}

export type ImportListRow = NewRow & { teams: string[] };

/** Lines from the cursor on, those first that need somebody: one more than `limit` where there are more. */
export async function selectRows(
  tx: OrgTx,
  filter: {
    organizationId: string;
    importId: string;
    states: readonly RowState[] | undefined;
    search: string | undefined;
    cursor: Cursor | null;
    limit: number;
  },
): Promise<ImportListRow[]> {
  const { organizationId, importId, states, search, cursor, limit } = filter;
  const conditions = [
    Prisma.sql`r.organization_id = ${organizationId}::uuid AND r.import_id = ${importId}::uuid`,
  ];
  if (states !== undefined) {
    conditions.push(
      states.length === 0
        ? Prisma.sql`false`
        : Prisma.sql`r.state IN (${Prisma.join([...states])})`,
    );
  }
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      Prisma.sql`(r.given_email ILIKE ${pattern} OR r.email ILIKE ${pattern} OR r.name ILIKE ${pattern})`,
    );
  }
  const order = keyset(
    {
      column: Prisma.sql`r.place`,
      id: Prisma.sql`r.id`,
      type: 'integer',
      direction: 'asc',
    },
    cursor,
  );
  conditions.push(...order.conditions);
  return tx.$queryRaw<ImportListRow[]>`
    SELECT r.id, r.line, r.place, r.state, r.detail, r.given_email AS "givenEmail", r.given_name AS "givenName",
           r.given_role AS "givenRole", r.given_teams AS "givenTeams", r.email, r.name, r.role, r.team_ids::text[] AS "teamIds",
           ARRAY(SELECT t.name FROM teams t WHERE t.organization_id = r.organization_id AND t.id = ANY (r.team_ids) ORDER BY lower(t.name)) AS teams
      FROM invitation_import_rows r WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${order.orderBy} LIMIT ${limit + 1}`;
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
