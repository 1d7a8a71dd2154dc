import { render } from 'react-email';
import type { MailTemplate, RenderedMail } from '@/lib/notices/templates';
import { accessReminder } from './access-reminder';
import { accountExists } from './account-exists';
import { identityChanged } from './identity-changed';
import { mailText } from './content';
import { invitation } from './invitation';
import type { MailContent } from './content';
import { MailPage } from './mail-page';
import {
  confirmEmailChange,
  emailChangeDone,
  emailChanged,
  emailChangeRequested,
  emailChangeUndone,
} from './email-change';
import { breakGlassUsed } from './break-glass-used';
import { domainRecord } from './domain-record';
import { ssoCertificate } from './sso-certificate';
import { handedOver, membershipEnded } from './departure';
import { mfaChanged } from './mfa-changed';
import { newDevice } from './new-device';
import { apiKeyChanged, apiKeysSettled, membershipChanged, teamKeysChanged } from './of-choice';
import { organizationDeletion } from './organization-deletion';
import { passwordChanged } from './password-changed';
import { resetPassword } from './reset-password';
import { sessionsRevoked } from './sessions-revoked';
import { verifyEmail } from './verify-email';

export async function renderMail(mail: MailTemplate): Promise<RenderedMail> {
  const content = contentOf(mail);
  return {
    subject: content.subject,
    html: await render(<MailPage content={content} />),
    text: mailText(content),
  };
}

function contentOf(mail: MailTemplate): MailContent {
  switch (mail.template) {
    case 'invitation':
      return invitation(mail);
    case 'verify-email':
      return verifyEmail(mail);
    case 'account-exists':
      return accountExists(mail);
    case 'confirm-email-change':
      return confirmEmailChange(mail);
    case 'email-change-requested':
      return emailChangeRequested(mail);
    case 'email-changed':
      return emailChanged(mail);
    case 'email-change-done':
      return emailChangeDone(mail);
    case 'email-change-undone':
      return emailChangeUndone(mail);
    case 'reset-password':
      return resetPassword(mail);
    case 'password-changed':
      return passwordChanged(mail);
    case 'new-device':
      return newDevice(mail);
    case 'sessions-revoked':
      return sessionsRevoked(mail);
    case 'identity-changed':
      return identityChanged(mail);
    case 'api-key-changed':
      return apiKeyChanged(mail);
    case 'api-keys-settled':
      return apiKeysSettled(mail);
    case 'team-keys-changed':
      return teamKeysChanged(mail);
    case 'membership-changed':
      return membershipChanged(mail);
    case 'organization-deletion':
      return organizationDeletion(mail);
    case 'domain-record':
      return domainRecord(mail);
    case 'sso-certificate-ending':
      return ssoCertificate(mail);
    case 'access-reminder':
      return accessReminder(mail);
    case 'break-glass-used':
      return breakGlassUsed(mail);
    case 'membership-ended':
      return membershipEnded(mail);
    case 'handed-over':
      return handedOver(mail);
    case 'mfa-changed':
      return mfaChanged(mail);
  }
}
