import { requireWithinLimit, limitKey } from '@/lib/accounts/limits';
import { timeInWords } from '@/lib/accounts/time-in-words';
import { roleNames, type Role } from '@/lib/authz/permissions';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { MailTemplate } from '@/lib/notices/templates';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { invitationMailsPerAddress, invitationsPerOrganization } from './limits';

/** Counts one mail of invitation. @throws AppError `rate-limited` */
export async function takeInvitationMail(
  deps: Deps,
  organizationId: string,
  email: string,
): Promise<void> {
  await requireWithinLimit(
    deps,
    invitationMailsPerAddress,
    limitKey(email),
    'This address was sent many invitations today.',
  );
  await requireWithinLimit(
    deps,
    invitationsPerOrganization,
    limitKey(organizationId),
    'Your organization sent many invitations today.',
  );
}

type MailedInvitation = {
  name: string | null;
  role: Role;
  message: string | null;
  expiresAt: Date;
  link: string;
  organization: string;
  invitedByName: string;
};

/** What the mail of an invitation says. */
export function invitationMail(
  invitation: MailedInvitation,
): Extract<MailTemplate, { template: 'invitation' }> {
  return {
    template: 'invitation',
    name: invitation.name,
    organization: invitation.organization,
    by: invitation.invitedByName,
    role: roleNames[invitation.role],
    message: invitation.message,
    link: invitation.link,
    // Nobody knows yet where this person lives.
    expiresAt: timeInWords(invitation.expiresAt, 'UTC'),
  };
}

/** Writes the mail of an invitation, in the transaction that made or renewed its link. */
export async function mailInvitation(
  deps: Deps,
  tx: OrgTx,
  { email, ...invitation }: MailedInvitation & { email: string },
): Promise<void> {
  await enqueueMail(deps, tx, email, invitationMail(invitation));
}
