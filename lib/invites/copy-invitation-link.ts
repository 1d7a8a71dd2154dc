import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import type { InvitationInput } from './schema';
import { sealedLink } from './token';
import { requireWaitingInvitation } from './waiting-invitation';

/**
 * The link of an invitation, to be handed over otherwise than by mail. It lets in nobody but whoever proves the invited
 * address; that it was taken out stands in the log.
 * @throws AppError `not-found`, `conflict` where it has ended or expired.
 */
export async function copyInvitationLink(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  { invitationId }: InvitationInput,
): Promise<{ link: string }> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    await requireCurrentRole(tx, grant);
    const { email, tokenSealed, expiresAt } = await requireWaitingInvitation(
      tx,
      organizationId,
      invitationId,
    );
    const link =
      tokenSealed === null || expiresAt <= deps.clock.now()
        ? null
        : sealedLink(deps, invitationId, tokenSealed);
    if (link === null) {
      throw new AppError('conflict', 'This link no longer works. Send the invitation again.');
    }
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'invitation.link-copied',
      target: { kind: 'invitation', id: invitationId, label: email },
    });
    return { link };
  });
}
