import { invalidField } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { selectTeamsByIds, type TeamRow } from './team-repository';

/** Whether a team can be archived: not the one that new members join. */
export function decideArchive(
  team: Pick<TeamRow, 'isDefault' | 'archivedAt'>,
): 'archive' | 'default' | 'archived' {
  if (team.isDefault) return 'default';
  return team.archivedAt === null ? 'archive' : 'archived';
}

/**
 * The live team to which the keys of another can move.
 * @throws AppError `invalid-input` (field `moveToTeamId`)
 */
export async function requireMoveTarget(
  tx: OrgTx,
  organizationId: string,
  fromTeamId: string,
  toTeamId: string,
): Promise<TeamRow> {
  const [to] = await selectTeamsByIds(tx, organizationId, [toTeamId]);
  if (to === undefined) throw invalidField('moveToTeamId', 'We could not find that team.');
  if (to.id === fromTeamId || to.archivedAt !== null) {
    throw invalidField('moveToTeamId', 'Choose a team that is not archived.');
  }
  return to;
}
