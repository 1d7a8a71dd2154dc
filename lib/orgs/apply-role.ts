import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { roleNames, type Role } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { SentInvitations } from './departure';
import { labelOf } from './departing';
import type { AffectedKeys, MemberKeys } from './member-keys';
import { updateRole, type MemberRow } from './member-repository';
import { notifyRoleChanged } from './membership-notice';

export type RoleParts = { keys: MemberKeys; invitations: SentInvitations };

/**
 * What every change of a member's role does, whoever decided it, under the lock of the organization: their keys are
 * suspended or wake, and the invitations that they may send no longer go to `heir`, or end where nobody answers for them.
 */
export async function applyRole(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'member.update-role'>,
  { keys, invitations }: RoleParts,
  { member, role, heir }: { member: MemberRow; role: Role; heir: MemberRow | null },
): Promise<AffectedKeys> {
  const { organizationId, actor, request } = grant;
  const { userId } = member;
  await updateRole(tx, organizationId, userId, role, deps.clock.now());
  const affected = await keys.settle(deps, tx, grant, { ...member, role });
  const beyond = await invitations.beyond(tx, organizationId, { userId, role });
  const because = `the role of ${member.name} is now ${roleNames[role]}`;
  if (heir === null) await invitations.revoke(deps, tx, grant, beyond, because);
  else await invitations.handOver(deps, tx, grant, beyond, { from: member, to: heir, because });
  await recordAuditEvent(deps, tx, {
    organizationId,
    ...{ actor, request },
    action: 'member.role-changed',
    target: { kind: 'member', id: userId, label: labelOf(member) },
    before: { role: member.role },
    after: { role },
  });
  await notifyRoleChanged(deps, tx, grant, { userId, from: member.role, to: role, keys: affected });
  return affected;
}
