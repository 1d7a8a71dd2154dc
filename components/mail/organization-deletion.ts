import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'organization-deletion' }>;

const what = {
  requested: {
    subject: 'An organization of yours is being deleted',
    preview: 'Every Admin can still keep it.',
    told: 'asked to delete the organization below. Its keys are refused from now on, and nothing in it can be changed. Until the date below, every Admin can keep it, and everything goes on as it was. Afterwards it is erased with all its data, and nothing brings it back.',
    label: 'Open the organization',
  },
  kept: {
    subject: 'An organization of yours is kept',
    preview: 'It is no longer being deleted.',
    told: 'decided to keep the organization below. Its keys, members and invitations are what they were before.',
    label: 'Open the organization',
  },
  erased: {
    subject: 'An organization of yours was erased',
    preview: 'Its 30 days are over.',
    told: 'The 30 days in which the organization below could be kept are over. It is being erased with all its data. Your own account stays as it is.',
    label: null,
  },
} as const;

export function organizationDeletion(mail: Props): MailContent {
  const { subject, preview, told, label } = what[mail.change];
  return {
    subject,
    preview,
    heading: subject,
    paragraphs: [greeting(mail.name), mail.by === null ? told : `${unlinked(mail.by)} ${told}`],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'When', value: mail.at },
      ...(mail.until === null ? [] : [{ term: 'Can be kept until', value: mail.until }]),
    ],
    ...(label !== null && { action: { label, link: mail.link } }),
    reason:
      'You get this mail because you are an Admin of this organization. It cannot be turned off.',
  };
}
