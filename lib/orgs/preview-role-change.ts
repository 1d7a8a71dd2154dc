import type { Grant } from '@/lib/authz/authorize';
import type { Role } from '@/lib/authz/permissions';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { SentInvitation, SentInvitations } from './departure';
import type { AffectedKeys, MemberKeys } from './member-keys';
import { countAdmins, selectMember } from './member-repository';
import { decideRoleChange } from './model';
import type { ChangeRoleInput } from './schema';

export type RoleChangePreview = {
  userId: string;
  name: string;
  from: Role;
  to: Role;
  decision: 'change' | 'unchanged' | 'last-admin';
  /** Those that wait and that they could not send any more: taken over by who acts, or ended where that is themselves. */
  invitations: { fate: 'hand-over' | 'revoke'; count: number; emails: string[] };
} & AffectedKeys;

/** Makes the use case that says what a change of role would do, for the dialog that asks first. Changes nothing. */
export function previewRoleChangeWith(memberKeys: MemberKeys, invitations: SentInvitations) {
  return async function previewRoleChange(
    deps: Deps,
    grant: Grant<'member.update-role'>,
    { userId, role }: ChangeRoleInput,
  ): Promise<RoleChangePreview> {
    const { organizationId } = grant;
    return withOrg(deps.db, organizationId, async (tx) => {
      const member = await selectMember(tx, organizationId, userId);
      if (member === null) throw notFound('member');
      const decision = decideRoleChange(member.role, role, await countAdmins(tx, organizationId));
      const keys =
        decision === 'change'
          ? await memberKeys.preview(tx, organizationId, { ...member, role })
          : { suspended: [], resumed: [] };
      const beyond =
        decision === 'change' ? await invitations.beyond(tx, organizationId, { userId, role }) : [];
      return {
        ...{ userId, name: member.name, from: member.role, to: role, decision, ...keys },
        invitations: told(beyond, userId === grant.userId),
      };
    });
  };
}

/** So many are named; the others are counted. */
const namedInvitations = 5;

const told = (
  invitations: readonly SentInvitation[],
  isOwn: boolean,
): RoleChangePreview['invitations'] => ({
  fate: isOwn ? 'revoke' : 'hand-over',
  count: invitations.length,
  emails: invitations.slice(0, namedInvitations).map(({ email }) => email),
});
