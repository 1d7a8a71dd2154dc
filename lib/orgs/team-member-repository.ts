import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';

export async function insertTeamMemberships(
  tx: OrgTx,
  organizationId: string,
  userId: string,
  teamIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.teamMembership.createMany({
    data: teamIds.map((teamId) => ({ organizationId, teamId, userId, createdAt: now })),
  });
}

/** Whether this call was the one that put the member into the team. */
export async function insertTeamMember(
  tx: OrgTx,
  row: { organizationId: string; teamId: string; userId: string },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.teamMembership.createMany({
    data: [{ ...row, createdAt: now }],
    skipDuplicates: true,
  });
  return count > 0;
}

/** Puts members into a team, however many. Who is in it already stays in it. */
export async function insertTeamMembers(
  tx: OrgTx,
  {
    organizationId,
    teamId,
    userIds,
  }: { organizationId: string; teamId: string; userIds: string[] },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO team_memberships (organization_id, team_id, user_id, created_at)
    SELECT ${organizationId}::uuid, ${teamId}::uuid, user_id, ${now} FROM unnest(${userIds}::uuid[]) AS user_id
    ON CONFLICT DO NOTHING`;
}

/** Whether this call was the one that took the member out of the team. */
export async function deleteTeamMember(
  tx: OrgTx,
  row: { organizationId: string; teamId: string; userId: string },
): Promise<boolean> {
  const { count } = await tx.teamMembership.deleteMany({ where: row });
  return count > 0;
}

export async function selectLiveTeamIds(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<string[]> {
  const rows = await tx.teamMembership.findMany({
    where: { organizationId, userId, team: { archivedAt: null } },
    select: { teamId: true },
  });
  return rows.map(({ teamId }) => teamId);
}

export type TeamPerson = { userId: string; name: string; email: string };

/** Who is in this team and in no other that is live. */
export async function selectMembersOfThisTeamAlone(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
): Promise<TeamPerson[]> {
  return tx.$queryRaw<TeamPerson[]>`
    SELECT u.id AS "userId", u.name, u.email
      FROM team_memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.team_id = ${teamId}::uuid
       AND NOT EXISTS (SELECT 1 FROM team_memberships o
                         JOIN teams t ON t.organization_id = o.organization_id AND t.id = o.team_id
                        WHERE o.organization_id = m.organization_id AND o.user_id = m.user_id
                          AND o.team_id <> m.team_id AND t.archived_at IS NULL)
     ORDER BY lower(u.name), u.id`;
}

export type TeamMemberItem = TeamPerson & {
  role: Role;
  addedAt: Date;
  /** Their keys in this team that are not revoked; null for readers who may not see keys. */
  keyCount: number | null;
};

const matching = (search: string) => {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`(u.name ILIKE ${pattern} OR u.email ILIKE ${pattern})`;
};

/** Members of a team by name from the cursor on, one more than `limit` where there are more. */
export async function selectTeamMembers(
  tx: OrgTx,
  organizationId: string,
  input: { teamId: string; search: string | undefined; cursor: Cursor | null; limit: number },
): Promise<(TeamMemberItem & { nameKey: string })[]> {
  const { teamId, search, cursor, limit } = input;
  const place = keyset(
    {
      column: Prisma.sql`lower(u.name) COLLATE "C"`,
      id: Prisma.sql`u.id`,
      type: 'text',
      direction: 'asc',
    },
    cursor,
  );
  const conditions = [
    Prisma.sql`tm.organization_id = ${organizationId}::uuid`,
    Prisma.sql`tm.team_id = ${teamId}::uuid`,
    ...(search === undefined || search === '' ? [] : [matching(search)]),
    ...place.conditions,
  ];
  return tx.$queryRaw<(TeamMemberItem & { nameKey: string })[]>`
    SELECT u.id AS "userId", u.name, lower(u.name) AS "nameKey", u.email, m.role, tm.created_at AS "addedAt",
           (SELECT count(*)::int FROM api_keys k
             WHERE k.organization_id = tm.organization_id AND k.team_id = tm.team_id AND k.owner_user_id = tm.user_id
               AND k.status <> 'revoked') AS "keyCount"
      FROM team_memberships tm
      JOIN memberships m ON m.organization_id = tm.organization_id AND m.user_id = tm.user_id
      JOIN users u ON u.id = tm.user_id
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}

/** Members of the organization who are not in the team, by name. */
export async function selectTeamCandidates(
  tx: OrgTx,
  organizationId: string,
  { teamId, search, limit }: { teamId: string; search: string | undefined; limit: number },
): Promise<TeamPerson[]> {
  const found = search === undefined || search === '' ? Prisma.sql`true` : matching(search);
  return tx.$queryRaw<TeamPerson[]>`
    SELECT u.id AS "userId", u.name, u.email
      FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND ${found}
       AND NOT EXISTS (SELECT 1 FROM team_memberships tm
                        WHERE tm.organization_id = m.organization_id AND tm.team_id = ${teamId}::uuid
                          AND tm.user_id = m.user_id)
     ORDER BY lower(u.name), u.id LIMIT ${limit}`;
}
