import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { maxTeams } from './model';
import { lockOrganization } from './repository';
import type { CreateTeamInput } from './schema';
import { countTeams, insertTeam } from './team-repository';

/** Makes a team. Names differ by more than their case. */
export async function createTeam(
  deps: Deps,
  grant: Grant<'team.create'>,
  input: CreateTeamInput,
): Promise<{ teamId: string }> {
  const { organizationId } = grant;
  const teamId = deps.ids.next();
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      if ((await countTeams(tx, organizationId)) >= maxTeams) {
        throw new AppError('conflict', `An organization can have ${maxTeams} teams.`);
      }
      await insertTeam(tx, { id: teamId, organizationId, name: input.name }, deps.clock.now());
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'team.created',
        target: { kind: 'team', id: teamId, label: input.name },
        after: { name: input.name },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw invalidField('name', 'There is already a team of this name. Choose another.');
    }
    throw error;
  }
  return { teamId };
}
