import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'sso-certificate-ending' }>;

const what = {
  ending: {
    subject: 'A certificate of your single sign-on ends soon',
    preview: 'Roll it over before your people cannot sign in.',
    told: 'The certificate below is one by which Gatehouse knows the signatures of your identity provider, and it ends soon.',
  },
  ended: {
    subject: 'A certificate of your single sign-on has ended',
    preview: 'Your people may not be able to sign in.',
    told: 'The certificate below is one by which Gatehouse knows the signatures of your identity provider, and it has ended.',
  },
} as const;

const roll =
  'Make a new certificate at your identity provider, and give Gatehouse metadata that hold both. Test and activate that version, and only then have the identity provider sign with the new one: nobody notices.';
const rolled =
  'The connection knows another certificate that lasts longer. Once your identity provider signs with that one, there is nothing left to do here.';

/** What an Admin learns of a certificate of the identity provider that ends. */
export function ssoCertificate(mail: Props): MailContent {
  const { subject, preview, told } = what[mail.change];
  return {
    subject,
    preview,
    heading: subject,
    paragraphs: [greeting(mail.name), told, mail.hasOther ? rolled : roll],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'Connection', value: unlinked(mail.connection) },
      { term: 'Certificate', value: unlinked(mail.subject) },
      { term: 'SHA-256', value: mail.fingerprint },
      { term: mail.change === 'ended' ? 'Ended' : 'Ends', value: mail.endsAt },
    ],
    action: { label: 'Open the connection', link: mail.link },
    reason:
      'You get this mail because you are an Admin of this organization. It cannot be turned off.',
  };
}
