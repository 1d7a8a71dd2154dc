import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKeys, MemberKeys } from './member-keys';
import { selectMember } from './member-repository';
import { decideLeaving } from './model';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { requireLiveTeam } from './require-team';
import { deleteTeamMember, selectLiveTeamIds } from './team-member-repository';
import { notifyOwnersOfTeamKeys } from './team-notice';
import type { TeamMemberInput } from './team-schema';

/**
 * Makes the use case that takes a member out of a team. It counts from their next request. Their keys stay with the
 * team, where its other Developers manage them; those that they may no longer hold are suspended until they may again.
 * @throws AppError `not-found`; `conflict` for an archived team, and for the only team that a member is in.
 */
export function removeTeamMemberWith(memberKeys: MemberKeys) {
  return async function removeTeamMember(
    deps: Deps,
    grant: Grant<'team.update-members'>,
    { teamId, userId }: TeamMemberInput,
  ): Promise<{ teamId: string } & AffectedKeys> {
    const { organizationId } = grant;
    return withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const team = await requireLiveTeam(tx, organizationId, teamId);
      const member = await selectMember(tx, organizationId, userId);
      if (member === null) throw notFound('member');
      const live = await selectLiveTeamIds(tx, organizationId, userId);
      const decision = decideLeaving(teamId, live);
      if (decision === 'not-in-team') throw notFound('member of this team');
      if (decision === 'only-team') throw onlyTeam(member.name);
      await deleteTeamMember(tx, { organizationId, teamId, userId });
      await recordTeamEvent(deps, tx, grant, 'team.member-removed', team, {
        before: { member: `${member.name} <${member.email}>` },
      });
      const rights = { ...member, teamIds: member.teamIds.filter((id) => id !== teamId) };
      const because = `the owner left the team ${team.name}`;
      const keys = await memberKeys.settle(deps, tx, grant, rights, because);
      await notifyOwnersOfTeamKeys(deps, tx, grant, new Map([[userId, keys]]), {
        team: team.name,
        change: 'left',
      });
      return { teamId, ...keys };
    });
  };
}

const onlyTeam = (name: string) =>
  new AppError(
    'conflict',
    `This is the only team of ${name}. Add them to another team first, then remove them here.`,
  );
