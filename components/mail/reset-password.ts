import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'reset-password' }>;

export function resetPassword({ name, link, expiresInMinutes }: Props): MailContent {
  return {
    subject: 'Set a new password',
    preview: `The link holds for ${inWords(expiresInMinutes)} and works once.`,
    heading: 'Set a new password',
    paragraphs: [
      greeting(name),
      `You asked to set a new password. The link holds for ${inWords(expiresInMinutes)} and works once. Your old password stays until then.`,
    ],
    action: { label: 'Set new password', link },
    reason:
      'Someone asked for this on the sign-in page. If it was not you, ignore this mail: without the link nobody can change your password.',
  };
}
