import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { requireRoleWithin } from './create-invitation';
import { mailInvitation, takeInvitationMail } from './invitation-mail';
import { replaceToken } from './repository';
import type { InvitationInput } from './schema';
import { requireNotElsewhere } from './sso-elsewhere';
import { newLink } from './token';
import { requireWaitingInvitation } from './waiting-invitation';

/**
 * Sends an invitation again, with another link for as many days as the first: the one before opens nothing any more. Who
 * sends it is its inviter from then on.
 * @throws AppError `not-found`, `conflict` where it has ended or its address signs in by another organization, `forbidden`, `rate-limited`.
 */
export async function resendInvitation(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  { invitationId }: InvitationInput,
): Promise<{ link: string; expiresAt: Date }> {
  const { organizationId } = grant;
  const { email, role } = await withOrg(deps.db, organizationId, (tx) =>
    requireWaitingInvitation(tx, organizationId, invitationId),
  );
  if (role === 'admin') await requireFreshProofFirst(deps, grant, 'member.make-admin');
  await requireNotElsewhere(deps, organizationId, email);
  await takeInvitationMail(deps, organizationId, email);
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const inviter = await requireCurrentRole(tx, grant);
    const invitation = await requireWaitingInvitation(tx, organizationId, invitationId);
    requireRoleWithin(inviter.role, invitation.role);
    const now = deps.clock.now();
    const lifetime = invitation.expiresAt.getTime() - invitation.sentAt.getTime();
    const expiresAt = new Date(now.getTime() + lifetime);
    const { link, ...token } = newLink(deps, invitationId);
    const inviting = { invitedById: grant.userId, invitedByName: inviter.name };
    await replaceToken(tx, organizationId, invitationId, {
      ...{ ...token, ...inviting, sentAt: now, expiresAt },
    });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'invitation.resent',
      target: { kind: 'invitation', id: invitationId, label: invitation.email },
      after: { expiresAt: expiresAt.toISOString() },
    });
    const organization = await selectOrganization(tx, organizationId);
    await mailInvitation(deps, tx, {
      ...invitation,
      expiresAt,
      link,
      organization: organization?.name ?? '',
      invitedByName: inviter.name,
    });
    return { link, expiresAt };
  });
}
