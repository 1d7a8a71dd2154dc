import { invalidField } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { selectDefaultTeam, selectTeamsByIds, type TeamRow } from './team-repository';

/**
 * The teams that somebody will join: those that were named, or `Default`.
 * @throws AppError `invalid-input` (field `teamIds`) where one is not there, or archived.
 */
export async function chooseTeams(
  tx: OrgTx,
  organizationId: string,
  teamIds: readonly string[],
): Promise<TeamRow[]> {
  const wanted = await selectTeamsByIds(tx, organizationId, teamIds);
  if (wanted.length < teamIds.length) {
    throw invalidField('teamIds', 'We could not find one of these teams.');
  }
  if (wanted.some(({ archivedAt }) => archivedAt !== null)) {
    throw invalidField('teamIds', 'One of these teams is archived. Choose others.');
  }
  const fallback = wanted.length === 0 ? await selectDefaultTeam(tx, organizationId) : null;
  return fallback === null ? wanted : [fallback];
}
