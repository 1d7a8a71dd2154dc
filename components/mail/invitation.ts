import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'invitation' }>;

/** As long as an inviter's message may be. */
const maxMessage = 500;

/** To an address whose owner may never have heard of Gatehouse: who invites, to what, and how to say no. */
export function invitation({
  name,
  organization,
  by,
  role,
  message,
  link,
  expiresAt,
}: Props): MailContent {
  const place = unlinked(organization);
  return {
    subject: 'You are invited to an organization on Gatehouse',
    preview: 'Accept the invitation to join.',
    heading: `You are invited to ${place}`,
    paragraphs: [
      greeting(name ?? ''),
      `${unlinked(by)} invites you to join ${place} on Gatehouse.`,
      ...(message === null ? [] : [`“${unlinked(message, maxMessage)}”`]),
    ],
    facts: [
      { term: 'Role', value: role },
      { term: 'Works until', value: expiresAt },
    ],
    action: { label: 'See the invitation', link },
    reason:
      'You get this mail because somebody entered this address. If you do not know them, you can ignore it: nothing happens unless you accept.',
  };
}
