import type { Grant } from '@/lib/authz/authorize';
import type { Role } from '@/lib/authz/permissions';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isCheckViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { applyRole } from './apply-role';
import type { SentInvitations } from './departure';
import { changed } from './load-departure';
import { requireEmergencyAccess } from './emergency-access';
import type { AffectedKeys, MemberKeys } from './member-keys';
import { countAdmins, selectMember } from './member-repository';
import { decideRoleChange } from './model';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import type { ChangeRoleInput } from './schema';

export type ChangedRole = { userId: string; role: Role } & AffectedKeys;

const lastAdmin = () =>
  new AppError(
    'last-admin',
    'An organization needs an Admin. Make somebody else an Admin first, then change this role.',
  );

/**
 * Makes the use case that changes a member's role, and suspends or wakes their keys along with it.
 * An invitation does not outlive its inviter's right to send it: those that wait are taken over by the Admin who acts, who
 * sees them named before and can revoke each, and who thereby answers for them; where Admins change their own role, nobody
 * is there to answer, and the invitations end.
 * The lock on the organization makes two Admins who demote each other take turns, so that the second meets `last-admin`;
 * the deferred trigger `memberships_last_admin` says the same at commit to whatever forgets to ask here.
 * @throws AppError `not-found`, `last-admin`, `changed`, `reauthentication-required`; `conflict` for the last Admin with
 *   emergency access while a domain requires single sign-on.
 */
export function changeRoleWith(memberKeys: MemberKeys, invitations: SentInvitations) {
  return async function changeRole(
    deps: Deps,
    grant: Grant<'member.update-role'>,
    input: ChangeRoleInput,
  ): Promise<ChangedRole> {
    const { organizationId } = grant;
    const { userId, role } = input;
    if (role === 'admin') await requireFreshProofFirst(deps, grant, 'member.make-admin');
    const mayDemote = role !== 'admin' && (await requireProofToDemote(deps, grant, userId));
    try {
      return await withOrg(deps.db, organizationId, async (tx) => {
        await lockOrganization(tx, organizationId);
        const actor = await requireCurrentRole(tx, grant);
        const member = await selectMember(tx, organizationId, userId);
        if (member === null) throw notFound('member');
        // Made an Admin a moment ago: nobody proved anything for that.
        if (member.role === 'admin' && role !== 'admin' && !mayDemote) throw changed();
        const decision = decideRoleChange(member.role, role, await countAdmins(tx, organizationId));
        if (decision === 'last-admin') throw lastAdmin();
        if (decision === 'unchanged') return { userId, role, suspended: [], resumed: [] };
        if (member.role === 'admin') await requireEmergencyAccess(tx, organizationId, userId);
        // Where Admins change their own role nobody is there to answer for what they sent.
        const heir = userId === actor.userId ? null : actor;
        const parts = { keys: memberKeys, invitations };
        const keys = await applyRole(deps, tx, grant, parts, { member, role, heir });
        return { userId, role, ...keys };
      });
    } catch (error) {
      if (isCheckViolation(error, 'memberships_last_admin')) throw lastAdmin();
      throw error;
    }
  };
}

/**
 * Taking the Admin role from somebody else needs the same proof as removing them, which anybody could do without it
 * afterwards. Who lays down their own role harms nobody else.
 * @returns whether they are an Admin, or oneself.
 * @throws AppError `not-found`, `reauthentication-required`
 */
async function requireProofToDemote(
  deps: Deps,
  grant: Grant<'member.update-role'>,
  userId: string,
): Promise<boolean> {
  if (userId === grant.userId) return true;
  const { organizationId } = grant;
  const member = await withOrg(deps.db, organizationId, (tx) =>
    selectMember(tx, organizationId, userId),
  );
  if (member === null) throw notFound('member');
  if (member.role !== 'admin') return false;
  await requireFreshProofFirst(deps, grant, 'member.demote-admin');
  return true;
}
