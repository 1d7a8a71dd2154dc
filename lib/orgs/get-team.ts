import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireTeamRow } from './require-team';
import type { TeamDetails } from './team-repository';
import type { TeamIdInput } from './team-schema';

/** A team as pages show it: null for the number of its keys where the reader may not see keys. */
export type ShownTeam = Omit<TeamDetails, 'keyCount'> & { keyCount: number | null };

export function shownTeam(team: TeamDetails, { role }: Grant<'team.read'>): ShownTeam {
  return reachOf(role, 'api-key.read') === false ? { ...team, keyCount: null } : team;
}

/**
 * One team, archived or not.
 * @throws AppError `not-found`, for a team of another organization too.
 */
export async function getTeam(
  deps: Deps,
  grant: Grant<'team.read'>,
  { teamId }: TeamIdInput,
): Promise<ShownTeam> {
  const { organizationId } = grant;
  const team = await withOrg(deps.db, organizationId, (tx) =>
    requireTeamRow(tx, organizationId, teamId),
  );
  return shownTeam(team, grant);
}
