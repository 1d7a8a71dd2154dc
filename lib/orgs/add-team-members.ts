import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { MemberKeys } from './member-keys';
import { selectMember } from './member-repository';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { requireLiveTeam } from './require-team';
import { insertTeamMember } from './team-member-repository';
import { notifyOwnersOfTeamKeys } from './team-notice';
import type { AddTeamMembersInput } from './team-schema';

/**
 * Makes the use case that puts members into a team. It counts from their next request; keys that they held there before
 * work again. Who is in it already stays in it, without a second event.
 * @throws AppError `not-found`; `conflict` for an archived team; `invalid-input` (field `userIds`).
 */
export function addTeamMembersWith(memberKeys: MemberKeys) {
  return async function addTeamMembers(
    deps: Deps,
    grant: Grant<'team.update-members'>,
    { teamId, userIds }: AddTeamMembersInput,
  ): Promise<{ teamId: string; added: number }> {
    const { organizationId } = grant;
    return withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const team = await requireLiveTeam(tx, organizationId, teamId);
      let added = 0;
      for (const userId of userIds) {
        const member = await selectMember(tx, organizationId, userId);
        if (member === null) throw invalidField('userIds', 'One of these people is not a member.');
        const row = { organizationId, teamId, userId };
        if (!(await insertTeamMember(tx, row, deps.clock.now()))) continue;
        added += 1;
        await recordTeamEvent(deps, tx, grant, 'team.member-added', team, {
          after: { member: `${member.name} <${member.email}>` },
        });
        const rights = { ...member, teamIds: [...member.teamIds, teamId] };
        const because = `the owner joined the team ${team.name}`;
        const keys = await memberKeys.settle(deps, tx, grant, rights, because);
        await notifyOwnersOfTeamKeys(deps, tx, grant, new Map([[userId, keys]]), {
          team: team.name,
          change: 'joined',
        });
      }
      return { teamId, added };
    });
  };
}
