import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import { teamColumns, type TeamDetails } from './team-repository';
import type { TeamSort, TeamState } from './team-schema';

/** What each order compares; teams without a cost centre come as if theirs were empty. */
const sortColumns: Record<TeamSort, Prisma.Sql> = {
  name: Prisma.sql`lower(t.name) COLLATE "C"`,
  'cost-centre': Prisma.sql`lower(coalesce(t.cost_centre, '')) COLLATE "C"`,
  created: Prisma.sql`t.created_at`,
};

type SortableTeam = TeamDetails & { place: string | Date };

/** The value of a row that `sortColumns` compares, for cursors. */
export function teamSortValueOf(row: SortableTeam, sort: TeamSort): string {
  return sort === 'created' ? row.createdAt.toISOString() : String(row.place);
}

type TeamFilter = {
  organizationId: string;
  search: string | undefined;
  state: TeamState;
  sort: TeamSort;
  direction: 'asc' | 'desc';
  cursor: Cursor | null;
  limit: number;
};

function conditionsOf({ organizationId, search, state }: TeamFilter): Prisma.Sql[] {
  const conditions = [
    Prisma.sql`t.organization_id = ${organizationId}::uuid`,
    state === 'live' ? Prisma.sql`t.archived_at IS NULL` : Prisma.sql`t.archived_at IS NOT NULL`,
  ];
  if (search === undefined || search === '') return conditions;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const inTags = Prisma.sql`EXISTS (SELECT 1 FROM jsonb_each_text(t.tags) e WHERE e.key || '=' || e.value ILIKE ${pattern})`;
  return [
    ...conditions,
    Prisma.sql`(t.name ILIKE ${pattern} OR t.cost_centre ILIKE ${pattern} OR ${inTags})`,
  ];
}

/** Teams from the cursor on, one more than `limit` where there are more; one statement however many rows. */
export async function selectTeamPage(tx: OrgTx, filter: TeamFilter): Promise<SortableTeam[]> {
  const { sort, direction, cursor, limit } = filter;
  const column = sortColumns[sort];
  const type = sort === 'created' ? 'timestamptz' : 'text';
  const place = keyset({ column, id: Prisma.sql`t.id`, type, direction }, cursor);
  const conditions = [...conditionsOf(filter), ...place.conditions];
  return tx.$queryRaw<SortableTeam[]>`
    SELECT ${teamColumns}, ${column} AS place FROM teams t
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}
