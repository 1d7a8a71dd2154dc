import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { requireRoomForTeam } from './create-team';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { requireTeamRow } from './require-team';
import { updateTeamArchived } from './team-repository';
import type { TeamIdInput } from './team-schema';

/**
 * Brings an archived team back, with the members it had. Its keys stay where they are. Saying it twice changes nothing.
 * @throws AppError `not-found`; `conflict` where another team took its name, or there are `maxTeams`.
 */
export async function restoreTeam(
  deps: Deps,
  grant: Grant<'team.archive'>,
  { teamId }: TeamIdInput,
): Promise<{ teamId: string }> {
  const { organizationId } = grant;
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const team = await requireTeamRow(tx, organizationId, teamId);
      if (team.archivedAt === null) return;
      await requireRoomForTeam(tx, organizationId);
      await updateTeamArchived(tx, organizationId, teamId, null, deps.clock.now());
      await recordTeamEvent(deps, tx, grant, 'team.restored', team, {
        before: { archived: true },
        after: { archived: false },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'conflict',
      'Another team has this name by now. Rename that one first, then restore this one.',
    );
  }
  return { teamId };
}
