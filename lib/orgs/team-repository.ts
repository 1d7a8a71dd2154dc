import { Prisma } from '@/generated/prisma/client';
import type { OrgTx } from '@/lib/platform/db';
import type { Tag } from './model';

export type TeamRow = { id: string; name: string; isDefault: boolean; archivedAt: Date | null };

const columns = { id: true, name: true, isDefault: true, archivedAt: true } as const;

export type NewTeam = {
  id: string;
  organizationId: string;
  name: string;
  isDefault?: boolean;
  costCentre?: string | null;
  tags?: readonly Tag[];
};

/** `fromEntries`, not assignments: `__proto__` is a key like any other. */
const tagsAsJson = (tags: readonly Tag[]) =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

export async function insertTeam(
  tx: OrgTx,
  { tags = [], ...team }: NewTeam,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO teams (id, organization_id, name, is_default, cost_centre, tags, created_at, updated_at)
    VALUES (${team.id}::uuid, ${team.organizationId}::uuid, ${team.name}, ${team.isDefault ?? false},
            ${team.costCentre ?? null}, ${JSON.stringify(tagsAsJson(tags))}::jsonb, ${now}, ${now})`;
}

/** The teams of these ids that exist in the organization, archived ones too. */
export async function selectTeamsByIds(
  tx: OrgTx,
  organizationId: string,
  ids: readonly string[],
): Promise<TeamRow[]> {
  return tx.team.findMany({
    where: { organizationId, id: { in: [...ids] } },
    select: columns,
    orderBy: { name: 'asc' },
  });
}

export async function selectDefaultTeam(
  tx: OrgTx,
  organizationId: string,
): Promise<TeamRow | null> {
  return tx.team.findFirst({ where: { organizationId, isDefault: true }, select: columns });
}

export async function countLiveTeams(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.team.count({ where: { organizationId, archivedAt: null } });
}

export type TeamListItem = TeamRow & { memberCount: number; keyCount: number; createdAt: Date };

/** The live teams. */
export async function selectTeams(tx: OrgTx, organizationId: string): Promise<TeamListItem[]> {
  return tx.$queryRaw<TeamListItem[]>`
    SELECT t.id, t.name, t.is_default AS "isDefault", t.archived_at AS "archivedAt", t.created_at AS "createdAt",
           coalesce(m.count, 0)::int AS "memberCount", coalesce(k.count, 0)::int AS "keyCount"
      FROM teams t
      LEFT JOIN (SELECT team_id, count(*) FROM team_memberships
                  WHERE organization_id = ${organizationId}::uuid GROUP BY team_id) m ON m.team_id = t.id
      LEFT JOIN (SELECT team_id, count(*) FROM api_keys
                  WHERE organization_id = ${organizationId}::uuid AND status <> 'revoked' GROUP BY team_id) k ON k.team_id = t.id
     WHERE t.organization_id = ${organizationId}::uuid AND t.archived_at IS NULL
     ORDER BY lower(t.name), t.id`;
}

export type TeamDetails = TeamRow & {
  costCentre: string | null;
  tags: Tag[];
  createdAt: Date;
  memberCount: number;
  /** Keys that are not revoked. */
  keyCount: number;
};

/** What is shown of a team `t`. */
export const teamColumns = Prisma.sql`
  t.id, t.name, t.is_default AS "isDefault", t.archived_at AS "archivedAt", t.cost_centre AS "costCentre",
  t.created_at AS "createdAt",
  (SELECT coalesce(json_agg(json_build_object('key', e.key, 'value', e.value) ORDER BY e.key COLLATE "C"), '[]')
     FROM jsonb_each_text(t.tags) e) AS tags,
  (SELECT count(*)::int FROM team_memberships m
    WHERE m.organization_id = t.organization_id AND m.team_id = t.id) AS "memberCount",
  (SELECT count(*)::int FROM api_keys k
    WHERE k.organization_id = t.organization_id AND k.team_id = t.id AND k.status <> 'revoked') AS "keyCount"`;

export async function selectTeam(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
): Promise<TeamDetails | null> {
  const rows = await tx.$queryRaw<TeamDetails[]>`
    SELECT ${teamColumns} FROM teams t
     WHERE t.organization_id = ${organizationId}::uuid AND t.id = ${teamId}::uuid`;
  return rows[0] ?? null;
}

export async function updateTeamRow(
  tx: OrgTx,
  organizationId: string,
  team: Pick<TeamDetails, 'id' | 'name' | 'costCentre' | 'tags'>,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE teams SET name = ${team.name}, cost_centre = ${team.costCentre},
           tags = ${JSON.stringify(tagsAsJson(team.tags))}::jsonb, updated_at = ${now}
     WHERE organization_id = ${organizationId}::uuid AND id = ${team.id}::uuid`;
}

/** Archives a team, or brings it back with null. */
export async function updateTeamArchived(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
  archivedAt: Date | null,
  now: Date,
): Promise<void> {
  await tx.team.updateMany({
    where: { organizationId, id: teamId },
    data: { archivedAt, updatedAt: now },
  });
}
