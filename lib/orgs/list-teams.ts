import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectTeams, type TeamListItem } from './team-repository';

export type ListedTeam = TeamListItem & {
  /** Whether the reader is in it. */
  mine: boolean;
};

/** All live teams by name, for choices; `maxTeams` bounds them, so they are not paged. */
export async function listTeams(deps: Deps, grant: Grant<'team.read'>): Promise<ListedTeam[]> {
  const teams = await withOrg(deps.db, grant.organizationId, (tx) =>
    selectTeams(tx, grant.organizationId),
  );
  return teams.map((team) => ({ ...team, mine: grant.teamIds.includes(team.id) }));
}
