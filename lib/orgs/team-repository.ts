import type { OrgTx } from '@/lib/platform/db';
import { defaultTeamName } from './model';

export type TeamRow = { id: string; name: string };

export async function insertTeam(
  tx: OrgTx,
  team: TeamRow & { organizationId: string },
  now: Date,
): Promise<void> {
  await tx.team.createMany({ data: [{ ...team, createdAt: now, updatedAt: now }] });
}

/** The teams of these ids that exist in the organization. */
export async function selectTeamsByIds(
  tx: OrgTx,
  organizationId: string,
  ids: readonly string[],
): Promise<TeamRow[]> {
  return tx.team.findMany({
    where: { organizationId, id: { in: [...ids] } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
}

export async function selectDefaultTeam(
  tx: OrgTx,
  organizationId: string,
): Promise<TeamRow | null> {
  return tx.team.findUnique({
    where: { organizationId_name: { organizationId, name: defaultTeamName } },
    select: { id: true, name: true },
  });
}

export async function countTeams(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.team.count({ where: { organizationId } });
}

export type TeamListItem = TeamRow & { memberCount: number; keyCount: number; createdAt: Date };

export async function selectTeams(tx: OrgTx, organizationId: string): Promise<TeamListItem[]> {
  return tx.$queryRaw<TeamListItem[]>`
    SELECT t.id, t.name, t.created_at AS "createdAt",
           coalesce(m.count, 0)::int AS "memberCount", coalesce(k.count, 0)::int AS "keyCount"
      FROM teams t
      LEFT JOIN (SELECT team_id, count(*) FROM team_memberships
                  WHERE organization_id = ${organizationId}::uuid GROUP BY team_id) m ON m.team_id = t.id
      LEFT JOIN (SELECT team_id, count(*) FROM api_keys
                  WHERE organization_id = ${organizationId}::uuid AND status <> 'revoked' GROUP BY team_id) k ON k.team_id = t.id
     WHERE t.organization_id = ${organizationId}::uuid
     ORDER BY lower(t.name), t.id`;
}

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
