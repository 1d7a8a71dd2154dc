import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { isCheckViolation } from '@/lib/platform/db-errors';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { becauseOf, labelOf, type Departing } from './departing';
import type { DepartureParts, KeyFate } from './departure';
import { notifyHeirs } from './departure-notice';
import { requireEmergencyAccess } from './emergency-access';
import { onlyAdmin, type Departure } from './load-departure';
import { deleteMembership, type MemberRow } from './member-repository';
import { selectTeamsByIds } from './team-repository';

/**
 * Settles the keys and the invitations of a member as was decided, tells who takes them over, and ends the membership,
 * with an event for each. Runs under the lock of the organization, which creating a key, inviting, accepting and changing
 * a role take too.
 * @throws AppError `conflict` for the last Admin with emergency access while a domain requires single sign-on.
 */
export async function depart(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'member.remove' | 'organization.leave'>,
  parts: DepartureParts,
  departing: Departing,
): Promise<void> {
  const { action, member, decider, fates } = departing;
  const { organizationId } = grant;
  if (member.role === 'admin') await requireEmergencyAccess(tx, organizationId, member.userId);
  const because = becauseOf(departing);
  await parts.keys.settle(deps, tx, grant, fates, { from: member, decider, because });
  await settleInvitations(deps, tx, grant, parts, departing);
  await notifyHeirs(deps, tx, grant, departing);
  const teams = await selectTeamsByIds(tx, organizationId, member.teamIds);
  await deleteMembership(tx, organizationId, member.userId);
  await recordAuditEvent(deps, tx, {
    organizationId,
    actor: grant.actor,
    request: grant.request,
    action,
    target: { kind: 'member', id: member.userId, label: labelOf(member) },
    before: { role: member.role, teams: teams.map(({ name }) => name) },
    after: {
      keys: keysInWords(fates),
      invitations: invitationsInWords(departing),
      ...(departing.sessions !== undefined && { sessionsEnded: departing.sessions }),
    },
  });
}

/**
 * Revokes the invitations that the member sent, or puts somebody else in the inviter's place. Revoking is what happens
 * unless somebody chooses otherwise: an invitation may be a way back in that whoever goes has laid for themselves, and one
 * that was meant is sent again with a click, while one that was not goes unnoticed among those taken over.
 */
async function settleInvitations(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'member.remove' | 'organization.leave'>,
  { invitations: port }: DepartureParts,
  departing: Departing,
): Promise<void> {
  const { departure, inviter, member } = departing;
  const because = becauseOf(departing);
  if (inviter === null) await port.revoke(deps, tx, grant, departure.invitations, because);
  else {
    const between = { from: member, to: inviter, because };
    await port.handOver(deps, tx, grant, departure.invitations, between);
  }
}

function keysInWords(fates: readonly KeyFate[]): string {
  const revoked = fates.filter(({ to }) => to === null).length;
  const handedOver = fates.length - revoked;
  const parts = [
    ...(handedOver > 0 ? [`handed over: ${handedOver}`] : []),
    ...(revoked > 0 ? [`revoked: ${revoked}`] : []),
  ];
  return parts.join(', ') || 'none';
}

function invitationsInWords({ departure, inviter }: Departing): string {
  const count = departure.invitations.length;
  if (count === 0) return 'none';
  return inviter === null ? `revoked: ${count}` : `handed over: ${count}, to ${labelOf(inviter)}`;
}

/** @throws AppError `invalid-input` (field `invitations`) where somebody is to take over what they could not send. */
export function requireMayAnswer(
  { invitations: port }: DepartureParts,
  departure: Departure,
  inviter: MemberRow,
  field: string,
): void {
  if (!port.mayAnswerFor(inviter, departure.invitations)) {
    throw invalidField(field, `${inviter.name} may not invite people. Choose an Admin.`);
  }
}

/** The last word of the database at commit (the trigger `memberships_last_admin`), in the words of the use cases. */
export async function refusingLastAdmin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCheckViolation(error, 'memberships_last_admin')) throw onlyAdmin();
    throw error;
  }
}
