import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import type { SentInvitation, SentInvitations } from '@/lib/orgs/departure';
import type { MemberRow } from '@/lib/orgs/member-repository';
import { lockSentInvitations, revokeWaiting, updateInviter } from './inviter-repository';
import { maySendInvitation } from './model';

const personOf = ({ name, email }: MemberRow) => `${name} <${email}>`;

const targetOf = ({ id, email }: SentInvitation) => ({
  kind: 'invitation' as const,
  id,
  label: email,
});

/**
 * What becomes of the invitations of a member who goes, or may no longer invite. Runs under the lock of the organization,
 * which inviting and accepting take too.
 */
export const invitationsOfInviter: SentInvitations = {
  list: (tx, organizationId, userId) =>
    lockSentInvitations(tx, organizationId, { invitedById: userId }),

  async beyond(tx, organizationId, { userId, role }) {
    const sent = await lockSentInvitations(tx, organizationId, { invitedById: userId });
    return sent.filter((invitation) => !maySendInvitation(role, invitation.role));
  },

  listTo: (tx, organizationId, email) => lockSentInvitations(tx, organizationId, { email }),

  mayAnswerFor: ({ role }, invitations) =>
    invitations.every((invitation) => maySendInvitation(role, invitation.role)),

  async revoke(deps, tx, { organizationId, actor, request }, invitations, because) {
    const ids = invitations.map(({ id }) => id);
    const ended = await revokeWaiting(tx, organizationId, ids, deps.clock.now());
    await recordAuditEvents(
      deps,
      tx,
      { organizationId, actor, request, action: 'invitation.revoked' },
      invitations
        .filter(({ id }) => ended.has(id))
        .map((invitation) => ({ target: targetOf(invitation), after: { because } })),
    );
  },

  async handOver(deps, tx, { organizationId, actor, request }, invitations, between) {
    const { from, to, because } = between;
    const ids = invitations.map(({ id }) => id);
    const changed = await updateInviter(tx, organizationId, ids, to);
    await recordAuditEvents(
      deps,
      tx,
      { organizationId, actor, request, action: 'invitation.handed-over' },
      invitations
        .filter(({ id }) => changed.has(id))
        .map((invitation) => ({
          target: targetOf(invitation),
          before: { invitedBy: personOf(from) },
          after: { invitedBy: personOf(to), because },
        })),
    );
  },
};
