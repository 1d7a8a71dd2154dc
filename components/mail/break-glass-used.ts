import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked, type MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'break-glass-used' }>;

/** What every Admin learns where one of them came in without the identity provider. */
export function breakGlassUsed(mail: Props): MailContent {
  return {
    subject: 'A break-glass code was used',
    preview: 'An Admin signed in without single sign-on.',
    heading: 'A break-glass code was used',
    paragraphs: [
      greeting(mail.name),
      'An Admin of your organization signed in with their password, a printed break-glass code and their second factor, in place of single sign-on. The code is used up. If nobody of you knows why, sign that person out and take the Admin role from them, then look into the audit log.',
    ],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'Admin', value: unlinked(mail.by) },
      { term: 'Address', value: unlinked(mail.byEmail) },
      { term: 'When', value: mail.at },
      { term: 'Device', value: mail.device },
      { term: 'Network address', value: mail.ip ?? 'Unknown' },
    ],
    action: { label: 'Open emergency access', link: mail.link },
    reason:
      'You get this mail because you are an Admin of this organization. It cannot be turned off.',
  };
}
