import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'reset-password' }>;

export function resetPassword(props: Props): MailContent {
  const { name, link, expiresInMinutes } = props;
  const holds = `The link works once, within ${inWords(expiresInMinutes)}.`;
  const words = props.because === 'account-secured' ? secured : asked;
  return {
    subject: words.subject,
    preview: holds,
    heading: words.subject,
    paragraphs: [greeting(name), ...words.paragraphs(holds)],
    action: { label: 'Set new password', link },
    reason: words.reason,
  };
}

const asked = {
  subject: 'Set a new password',
  paragraphs: (holds: string) => [
    `You asked to set a new password. ${holds} Your old password stays until then.`,
  ],
  reason:
    'Someone asked for this on the sign-in page. If it was not you, ignore this mail: without the link nobody can change your password.',
};

const secured = {
  subject: 'Your account is secured: set a new password',
  paragraphs: (holds: string) => [
    'The button in one of our mails was used to secure your account. The password no longer works, and every session was signed out. Two-factor authentication stays as it was.',
    `Set a new password to sign in again. ${holds} Later you can ask for another one with "Forgot password?" on the sign-in page.`,
  ],
  reason:
    'You get this mail because it is about the safety of your account. It cannot be turned off.',
};
