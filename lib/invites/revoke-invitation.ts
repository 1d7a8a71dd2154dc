import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { updateInviter } from './inviter-repository';
import { undoRevokeSeconds } from './model';
import { lockInvitation, updateRevoked } from './repository';
import type { InvitationInput } from './schema';
import { requireWaitingInvitation } from './waiting-invitation';

/** Ends an invitation: its link opens nothing any more. @throws AppError `not-found`, `conflict` where it has ended. */
export async function revokeInvitation(
  deps: Deps,
  grant: Grant<'invitation.revoke'>,
  { invitationId }: InvitationInput,
): Promise<{ email: string }> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    await requireCurrentRole(tx, grant);
    const { email } = await requireWaitingInvitation(tx, organizationId, invitationId);
    await updateRevoked(tx, organizationId, invitationId, deps.clock.now());
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'invitation.revoked',
      target: { kind: 'invitation', id: invitationId, label: email },
    });
    return { email };
  });
}

/**
 * Takes a revocation back, for ten minutes: the link that was mailed works again as if nothing had been. Who does it is the
 * inviter from then on, since the one before may be gone.
 * @throws AppError `not-found`, `conflict` where it is too late, or the address was invited anew.
 */
export async function restoreInvitation(
  deps: Deps,
  grant: Grant<'invitation.revoke'>,
  { invitationId }: InvitationInput,
): Promise<{ email: string }> {
  const { organizationId } = grant;
  try {
    return await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      const actor = await requireCurrentRole(tx, grant);
      const invitation = await lockInvitation(tx, organizationId, invitationId);
      if (invitation === null) throw notFound('invitation');
      const { email, revokedAt, acceptedAt } = invitation;
      if (acceptedAt !== null || revokedAt === null) return { email };
      if (addSeconds(revokedAt, undoRevokeSeconds) <= deps.clock.now()) throw tooLate();
      await updateRevoked(tx, organizationId, invitationId, null);
      await updateInviter(tx, organizationId, [invitationId], actor);
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'invitation.restored',
        target: { kind: 'invitation', id: invitationId, label: email },
      });
      return { email };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'invitations_one_pending')) {
      throw new AppError('conflict', 'This address was invited anew meanwhile.');
    }
    throw error;
  }
}

const tooLate = () =>
  new AppError('conflict', 'It is too late to undo this. Invite the address again.');
