import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireTeamRow } from './require-team';
import { selectTeamCandidates, type TeamPerson } from './team-member-repository';
import type { FindTeamCandidatesInput } from './team-schema';

/** Enough to choose from; whoever is not among them is found by search. */
const maxCandidates = 20;

export type TeamCandidates = {
  people: TeamPerson[];
  /** Whether there are more than these. */
  more: boolean;
};

/**
 * Members who could be added to a team, by part of a name or address.
 * @throws AppError `not-found`, for a team of another organization too.
 */
export async function findTeamCandidates(
  deps: Deps,
  grant: Grant<'team.update-members'>,
  { teamId, search }: FindTeamCandidatesInput,
): Promise<TeamCandidates> {
  const { organizationId } = grant;
  const people = await withOrg(deps.db, organizationId, async (tx) => {
    await requireTeamRow(tx, organizationId, teamId);
    return selectTeamCandidates(tx, organizationId, { teamId, search, limit: maxCandidates + 1 });
  });
  return { people: people.slice(0, maxCandidates), more: people.length > maxCandidates };
}
