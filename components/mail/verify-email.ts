import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'verify-email' }>;

export function verifyEmail({ name, link, code, expiresInMinutes }: Props): MailContent {
  return {
    subject: 'Confirm your email address',
    preview: `Your code is ${code}. It and the link hold for ${inWords(expiresInMinutes)}.`,
    heading: 'Confirm your email address',
    paragraphs: [
      greeting(name),
      `Confirm that this address is yours to finish signing up. The link and the code hold for ${inWords(expiresInMinutes)} and work once.`,
    ],
    action: { label: 'Confirm email address', link },
    code: { label: 'Or enter this code where you signed up', value: code },
    reason:
      'Someone signed up for Gatehouse with this address. If it was not you, ignore this mail: without confirmation nothing happens.',
  };
}
