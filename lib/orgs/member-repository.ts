import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { MemberSort } from './schema';

export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teamIds: string[];
};

export async function selectMember(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<MemberRow | null> {
  // One statement: Prisma would load the two relations at once, on a connection that takes one query at a time.
  const rows = await tx.$queryRaw<MemberRow[]>`
    SELECT m.user_id AS "userId", u.name, u.email, m.role,
           ARRAY(SELECT t.team_id::text FROM team_memberships t
                  WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id) AS "teamIds"
      FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.user_id = ${userId}::uuid`;
  return rows[0] ?? null;
}

export async function countAdmins(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.membership.count({ where: { organizationId, role: 'admin' } });
}

/** Whether the person was added; false where they are a member already. */
export async function insertMembership(
  tx: OrgTx,
  member: { organizationId: string; userId: string; role: Role },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.membership.createMany({
    data: [{ ...member, createdAt: now, updatedAt: now }],
    skipDuplicates: true,
  });
  return count > 0;
}

export async function updateRole(
  tx: OrgTx,
  organizationId: string,
  userId: string,
  role: Role,
  now: Date,
): Promise<void> {
  await tx.membership.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { role, updatedAt: now },
    select: { userId: true },
  });
}

export type MemberListItem = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teams: { id: string; name: string }[];
  /** Keys that are not revoked; null for readers who may not see keys. */
  keyCount: number | null;
  joinedAt: Date;
  lastActiveAt: Date | null;
};

/** What each order compares; who was never active comes as if long ago. `sortValueOf` says the same. */
const sortColumns: Record<MemberSort, Prisma.Sql> = {
  joined: Prisma.sql`m.created_at`,
  name: Prisma.sql`lower(u.name) COLLATE "C"`,
  'last-active': Prisma.sql`coalesce(m.last_active_at, '1970-01-01Z'::timestamptz)`,
};

type SortableMember = MemberListItem & { nameKey: string };

/** The value of a row that `sortColumns` compares, for cursors. */
export function sortValueOf(row: SortableMember, sort: MemberSort): string {
  switch (sort) {
    case 'joined':
      return row.joinedAt.toISOString();
    case 'name':
      return row.nameKey;
    case 'last-active':
      return (row.lastActiveAt ?? new Date(0)).toISOString();
  }
}

type MemberFilter = {
  organizationId: string;
  search: string | undefined;
  role: Role | undefined;
  sort: MemberSort;
  direction: 'asc' | 'desc';
  cursor: Cursor | null;
  limit: number;
};

/** Members from the cursor on, one more than `limit` where there are more. */
export async function selectMembers(
  tx: OrgTx,
  { organizationId, search, role, sort, direction, cursor, limit }: MemberFilter,
): Promise<SortableMember[]> {
  const org = Prisma.sql`${organizationId}::uuid`;
  const conditions = [Prisma.sql`m.organization_id = ${org}`];
  if (role !== undefined) conditions.push(Prisma.sql`m.role = ${role}`);
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(u.name ILIKE ${pattern} OR u.email ILIKE ${pattern})`);
  }
  const column = sortColumns[sort];
  const type = sort === 'name' ? 'text' : 'timestamptz';
  const inMembers = keyset({ column, id: Prisma.sql`m.user_id`, type, direction }, cursor);
  const inPage = keyset(
    { column: Prisma.sql`p.place`, id: Prisma.sql`p.user_id`, type, direction },
    cursor,
  );
  conditions.push(...inMembers.conditions);
  // The page is cut first; teams and keys are looked up for its rows alone, in the same statement.
  return tx.$queryRaw<SortableMember[]>`
    WITH page AS (
      SELECT m.user_id, m.role, m.created_at, m.last_active_at, u.name, u.email, ${column} AS place
        FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE ${Prisma.join(conditions, ' AND ')}
       ORDER BY ${inMembers.orderBy} LIMIT ${limit + 1})
    SELECT p.user_id AS "userId", p.name, lower(p.name) AS "nameKey", p.email, p.role, p.created_at AS "joinedAt", p.last_active_at AS "lastActiveAt",
           (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY lower(t.name)), '[]')
              FROM team_memberships tm JOIN teams t ON t.organization_id = ${org} AND t.id = tm.team_id
             WHERE tm.organization_id = ${org} AND tm.user_id = p.user_id AND t.archived_at IS NULL) AS teams,
           (SELECT count(*)::int FROM api_keys k
             WHERE k.organization_id = ${org} AND k.owner_user_id = p.user_id AND k.status <> 'revoked') AS "keyCount"
      FROM page p ORDER BY ${inPage.orderBy}`;
}
