import { AppError, notFound } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { selectTeam, type TeamDetails } from './team-repository';

/** @throws AppError `not-found`, for a team of another organization too. */
export async function requireTeamRow(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
): Promise<TeamDetails> {
  const team = await selectTeam(tx, organizationId, teamId);
  if (team === null) throw notFound('team');
  return team;
}

/**
 * A team that can be changed. To be asked under the lock of the organization, which archiving takes too.
 * @throws AppError `not-found`; `conflict` for an archived one.
 */
export async function requireLiveTeam(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
): Promise<TeamDetails> {
  const team = await requireTeamRow(tx, organizationId, teamId);
  if (team.archivedAt !== null) {
    throw new AppError('conflict', 'This team is archived. Restore it first.');
  }
  return team;
}
