import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';

export type Heir = { userId: string; name: string; email: string; role: Role };

type HeirFilter = {
  exceptUserId: string;
  /** Roles that will do wherever, and those that will in their own teams. */
  anywhere: readonly Role[];
  inOwnTeams: readonly Role[];
  teamIds: readonly string[];
  search: string | undefined;
  limit: number;
};

/** Members of these roles, some of them only where they are in each of the teams, by name. */
export async function selectHeirs(
  tx: OrgTx,
  organizationId: string,
  { exceptUserId, anywhere, inOwnTeams, teamIds, search, limit }: HeirFilter,
): Promise<Heir[]> {
  const pattern = `%${(search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const found =
    search === undefined || search === ''
      ? Prisma.sql`true`
      : Prisma.sql`(u.name ILIKE ${pattern} OR u.email ILIKE ${pattern})`;
  return tx.$queryRaw<Heir[]>`
    SELECT u.id AS "userId", u.name, u.email, m.role
      FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.user_id <> ${exceptUserId}::uuid AND ${found}
       AND (m.role = ANY (${[...anywhere]})
            OR (m.role = ANY (${[...inOwnTeams]}) AND NOT EXISTS (
                  SELECT 1 FROM unnest(${[...teamIds]}::uuid[]) AS wanted (team_id)
                   WHERE NOT EXISTS (SELECT 1 FROM team_memberships tm
                                      WHERE tm.organization_id = m.organization_id AND tm.user_id = m.user_id
                                        AND tm.team_id = wanted.team_id))))
     ORDER BY lower(u.name), u.id LIMIT ${limit}`;
}
