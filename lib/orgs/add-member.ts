import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isForeignKeyViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { chooseTeams } from './choose-teams';
import { insertMembership, selectMember } from './member-repository';
import { notifyAdded } from './membership-notice';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import type { AddMemberInput } from './schema';
import { insertTeamMemberships } from './team-member-repository';

/**
 * Makes a person who has an account a member. By their id and never by their e-mail address: an answer to that question
 * would tell any Admin who has an account here. Nobody is added this way from the console; people are invited.
 */
export async function addMember(
  deps: Deps,
  grant: Grant<'member.add'>,
  input: AddMemberInput,
): Promise<{ userId: string }> {
  const { organizationId } = grant;
  const { userId, role } = input;
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const now = deps.clock.now();
      const teams = await chooseTeams(tx, organizationId, input.teamIds);
      if (!(await insertMembership(tx, { organizationId, userId, role }, now))) {
        throw new AppError('conflict', 'This person is already a member.');
      }
      const teamIds = teams.map((team) => team.id);
      await insertTeamMemberships(tx, organizationId, userId, teamIds, now);
      const member = await selectMember(tx, organizationId, userId);
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'member.added',
        target: {
          kind: 'member',
          id: userId,
          label: member === null ? userId : `${member.name} <${member.email}>`,
        },
        after: { role, teams: teams.map((team) => team.name) },
      });
      await notifyAdded(deps, tx, grant, { userId, role });
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) throw notFound('person');
    throw error;
  }
  return { userId };
}
