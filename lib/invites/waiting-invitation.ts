import { AppError, notFound } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { lockInvitation, type InvitationRow } from './repository';

/**
 * An invitation that was neither accepted nor revoked, expired or not, held until the transaction ends.
 * @throws AppError `not-found`, `conflict` where it has ended.
 */
export async function requireWaitingInvitation(
  tx: OrgTx,
  organizationId: string,
  invitationId: string,
): Promise<InvitationRow> {
  const invitation = await lockInvitation(tx, organizationId, invitationId);
  if (invitation === null) throw notFound('invitation');
  if (invitation.acceptedAt !== null) {
    throw new AppError('conflict', `${invitation.email} has accepted this invitation.`);
  }
  if (invitation.revokedAt !== null) {
    throw new AppError('conflict', 'This invitation was revoked.');
  }
  return invitation;
}
