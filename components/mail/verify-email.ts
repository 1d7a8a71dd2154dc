import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'verify-email' }>;

export function verifyEmail(mail: Props): MailContent {
  const { name, link, code, expiresInMinutes, codeExpiresInMinutes } = mail;
  return {
    subject: 'Confirm your email address',
    preview: `Your code is ${code}. It works for ${inWords(codeExpiresInMinutes)}, the link for ${inWords(expiresInMinutes)}.`,
    heading: 'Confirm your email address',
    paragraphs: [
      greeting(name),
      `Confirm that this address is yours to finish signing up. The link works for ${inWords(expiresInMinutes)} and the code for ${inWords(codeExpiresInMinutes)}, each once.`,
    ],
    action: { label: 'Confirm email address', link },
    code: { label: 'Or enter this code where you signed up', value: code },
    reason:
      'Someone signed up for Gatehouse with this address. If it was not you, ignore this mail: without confirmation nothing happens.',
  };
}
