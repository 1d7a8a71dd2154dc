import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { maxTeams, tagText } from './model';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { countLiveTeams, insertTeam } from './team-repository';
import type { CreateTeamInput } from './team-schema';

/**
 * Makes a team. Names of live teams differ by more than their case.
 * @throws AppError `invalid-input` (field `name`); `conflict` where there are `maxTeams`.
 */
export async function createTeam(
  deps: Deps,
  grant: Grant<'team.create'>,
  { name, costCentre = null, tags = [] }: CreateTeamInput,
): Promise<{ teamId: string }> {
  const { organizationId } = grant;
  const teamId = deps.ids.next();
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      await requireRoomForTeam(tx, organizationId);
      const team = { id: teamId, organizationId, name, costCentre, tags };
      await insertTeam(tx, team, deps.clock.now());
      await recordTeamEvent(deps, tx, grant, 'team.created', team, {
        after: { name, costCentre, tags: tags.map(tagText) },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken() : error;
  }
  return { teamId };
}

/** @throws AppError `conflict` where the organization has as many live teams as it may. */
export async function requireRoomForTeam(
  tx: Parameters<typeof countLiveTeams>[0],
  organizationId: string,
): Promise<void> {
  if ((await countLiveTeams(tx, organizationId)) >= maxTeams) {
    throw new AppError(
      'conflict',
      `An organization can have ${maxTeams} teams. Archive one that is no longer used.`,
    );
  }
}

/** What the unique index on the names of live teams says, in words. */
export function nameTaken(): AppError {
  return invalidField('name', 'There is already a team of this name. Choose another.');
}
