import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKeys, MemberKeys } from './member-keys';
import { selectMember } from './member-repository';
import { decideLeaving } from './model';
import { requireLiveTeam } from './require-team';
import { selectLiveTeamIds } from './team-member-repository';
import type { TeamMemberInput } from './team-schema';

export type LeavingPreview = {
  userId: string;
  decision: 'leave' | 'not-in-team' | 'only-team';
} & AffectedKeys;

/** Makes the use case that says what leaving a team would do to a member's keys. Changes nothing. */
export function previewRemoveTeamMemberWith(memberKeys: MemberKeys) {
  return async function previewRemoveTeamMember(
    deps: Deps,
    grant: Grant<'team.update-members'>,
    { teamId, userId }: TeamMemberInput,
  ): Promise<LeavingPreview> {
    const { organizationId } = grant;
    return withOrg(deps.db, organizationId, async (tx) => {
      await requireLiveTeam(tx, organizationId, teamId);
      const member = await selectMember(tx, organizationId, userId);
      if (member === null) throw notFound('member');
      const decision = decideLeaving(teamId, await selectLiveTeamIds(tx, organizationId, userId));
      if (decision !== 'leave') return { userId, decision, suspended: [], resumed: [] };
      const rights = { ...member, teamIds: member.teamIds.filter((id) => id !== teamId) };
      return { userId, decision, ...(await memberKeys.preview(tx, organizationId, rights)) };
    });
  };
}
