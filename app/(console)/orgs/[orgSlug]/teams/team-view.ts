import type { TeamView } from '@/components/teams/views';
import type { ShownTeam } from '@/lib/orgs/get-team';

/** A team as it crosses to the browser. */
export function teamView(team: ShownTeam): TeamView {
  const { id, name, isDefault, costCentre, tags, memberCount, keyCount } = team;
  return {
    ...{ id, name, isDefault, costCentre, tags, memberCount, keyCount },
    createdAt: team.createdAt.toISOString(),
    archivedAt: team.archivedAt?.toISOString() ?? null,
  };
}
