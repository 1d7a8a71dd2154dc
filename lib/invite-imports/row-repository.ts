import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { ReadyRow } from './judge-rows';
import type { RowState, StateCounts } from './model';

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
