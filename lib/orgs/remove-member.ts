import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessionsOfMember } from '@/lib/sessions/member-sessions-repository';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { decideKeyFates } from './decide-key-fates';
import { becauseOf, labelOf } from './departing';
import { depart, refusingLastAdmin, requireMayAnswer } from './depart';
import type { DepartureParts } from './departure';
import { notifyRemoved } from './departure-notice';
import type { RemoveMemberInput } from './departure-schema';
import { loadDeparture, requireSeen } from './load-departure';
import { selectMember, upsertRemovedMember, type MemberRow } from './member-repository';
import { isOwn } from './preview-departure';
import { lockOrganization, selectOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';

const action = 'member.removed';

/**
 * Makes the use case that takes a member out of the organization. In one transaction they lose the membership and their
 * teams, their keys are handed over or revoked as was chosen, the invitations that they sent are taken over or revoked,
 * one that waits for their own address ends, and every session of theirs does: what they click next finds them signed out.
 * Nothing happens to a key or an invitation that was not shown to whoever decided.
 * @throws AppError `not-found`; `last-admin`; `changed`; `conflict` for oneself; `reauthentication-required` for an Admin;
 * `invalid-input` (fields `keys`, `newOwnerId`, `exceptions`, `invitations`).
 */
export function removeMemberWith(parts: DepartureParts) {
  return async function removeMember(
    deps: Deps,
    grant: Grant<'member.remove'>,
    input: RemoveMemberInput,
  ): Promise<{ userId: string; name: string }> {
    const { organizationId } = grant;
    const { userId } = input;
    if (userId === grant.userId) throw isOwn();
    await requireProofForAdmins(deps, grant, userId);
    return refusingLastAdmin(() =>
      withOrg(deps.db, organizationId, async (tx) => {
        await lockOrganization(tx, organizationId);
        const decider = await requireCurrentRole(tx, grant);
        const member = await requireMember(tx, organizationId, userId);
        const now = deps.clock.now();
        const departure = await loadDeparture(tx, organizationId, member, { parts, now });
        // The role is part of what was seen: who became an Admin meanwhile is not removed without the proof.
        requireSeen(departure, input.seen);
        const facts = { organizationId, leaverId: userId, keys: departure.keys, port: parts.keys };
        const fates = await decideKeyFates(tx, facts, input);
        const inviter = input.invitations === 'hand-over' ? decider : null;
        if (inviter !== null) requireMayAnswer(parts, departure, inviter, 'invitations');
        const sessions = await signOut(deps, tx, grant, member);
        await notifyRemoved(deps, tx, grant, { member, fates, sessions });
        await revokeOwnInvitations(deps, tx, grant, parts, member);
        await upsertRemovedMember(tx, organizationId, userId, now);
        await depart(deps, tx, grant, parts, {
          ...{ action, member, decider, departure, fates, inviter, sessions },
        });
        return { userId, name: member.name };
      }),
    );
  };
}

async function requireMember(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<MemberRow> {
  const member = await selectMember(tx, organizationId, userId);
  if (member === null) throw notFound('member');
  return member;
}

async function requireProofForAdmins(
  deps: Deps,
  grant: Grant<'member.remove'>,
  userId: string,
): Promise<void> {
  const { organizationId } = grant;
  const { role } = await withOrg(deps.db, organizationId, (tx) =>
    requireMember(tx, organizationId, userId),
  );
  if (role === 'admin') await requireFreshProofFirst(deps, grant, 'member.remove-admin');
}

/**
 * Ends every session of the account, and says so in the log here and in the person's own activity. There without the
 * Admin's name, address and device, which are the organization's.
 */
async function signOut(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'member.remove'>,
  member: MemberRow,
): Promise<number> {
  const { organizationId, request } = grant;
  const { userId } = member;
  const ended = await endSessionsOfMember(tx, userId, deps.clock.now());
  if (ended === 0) return 0;
  await recordAuditEvent(deps, tx, {
    organizationId,
    actor: grant.actor,
    request,
    action: 'member.signed-out',
    target: { kind: 'member', id: userId, label: labelOf(member) },
    after: { sessionsEnded: ended, because: becauseOf({ action, member }) },
  });
  const organization = await selectOrganization(tx, organizationId);
  await recordAuditEvent(deps, tx, {
    organizationId: null,
    actor: { kind: 'system', id: null, label: 'Gatehouse', sessionMethod: null },
    request: { ip: null, userAgent: null, requestId: request.requestId },
    action: 'session.revoked',
    target: { kind: 'user', id: userId, label: labelOf(member) },
    after: {
      session: `All sessions: you were removed from ${organization?.name ?? 'an organization'}`,
      revoked: ended,
    },
  });
  return ended;
}

/** An invitation to their own address would let them in again by a click. */
async function revokeOwnInvitations(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'member.remove'>,
  { invitations }: DepartureParts,
  member: MemberRow,
): Promise<void> {
  const own = await invitations.listTo(tx, grant.organizationId, member.email);
  await invitations.revoke(deps, tx, grant, own, becauseOf({ action, member }));
}
