import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'domain-record' }>;

const what = {
  failing: {
    subject: 'The DNS record of a domain is gone',
    preview: 'Put it back within 7 days, and nothing changes.',
    told: 'The TXT record that proves the domain below was not found when Gatehouse looked for it today. Until the date below everything goes on as it is. If the record is not back by then, the domain is no longer verified, and nobody can join by an address on it.',
  },
  lapsed: {
    subject: 'A domain is no longer verified',
    preview: 'Its DNS record was gone for 7 days.',
    told: 'The TXT record that proved the domain below was gone for 7 days, so that the domain is no longer verified. Nobody can join by an address on it. Members who joined stay. Publish the record again and check it, and the domain is what it was.',
  },
} as const;

const ofSso = {
  failing:
    'Single sign-on is required for addresses at this domain. That ends with its verification: people could then sign in with a password, Google or GitHub again.',
  lapsed:
    'Single sign-on is therefore no longer required for addresses at this domain: people can sign in with a password, Google or GitHub again. Once the domain is verified anew, require it again under Domains.',
} as const;

/** What an Admin learns of the proof of a domain, with the record to be published again. */
export function domainRecord(mail: Props): MailContent {
  const { subject, preview, told } = what[mail.change];
  return {
    subject,
    preview,
    heading: subject,
    paragraphs: [greeting(mail.name), told, ...(mail.requiresSso ? [ofSso[mail.change]] : [])],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'Domain', value: mail.domain },
      { term: 'Name of the TXT record', value: mail.recordName },
      { term: 'Value', value: mail.recordValue },
      ...(mail.until === null ? [] : [{ term: 'Verified until', value: mail.until }]),
    ],
    action: { label: 'Open the domains', link: mail.link },
    reason:
      'You get this mail because you are an Admin of this organization. It cannot be turned off.',
  };
}
