import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked, type MailContent } from './content';
import { foot, listed } from './of-choice';

type Props<T extends MailTemplate['template']> = Extract<MailTemplate, { template: T }>;

/** To who was removed from an organization. Sent whatever they chose where it signed them out. */
export function membershipEnded(mail: Props<'membership-ended'>): MailContent {
  const subject = 'You were removed from an organization';
  const { revoked, handedOver: given } = mail;
  return {
    subject,
    preview: `You are no longer a member of ${unlinked(mail.organization)}.`,
    heading: subject,
    paragraphs: [
      greeting(mail.name),
      `${unlinked(mail.by)} removed you from the organization below. Nothing of it opens for you any more.`,
      ...(mail.signedOut
        ? [
            'For that you were signed out everywhere. Your account and your other organizations stay as they are: sign in again to go on.',
          ]
        : []),
    ],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      ...(revoked.length > 0 ? [{ term: 'Keys revoked', value: listed(revoked) }] : []),
      ...(given.length > 0 ? [{ term: 'Keys handed over', value: listed(given) }] : []),
      { term: 'When', value: mail.at },
    ],
    action: { label: 'Open your organizations', link: mail.link },
    ...(mail.signedOut
      ? {
          reason: 'You get this mail because your sessions were signed out.',
          manage: { label: 'Choose your notifications', link: mail.settingsLink },
        }
      : foot(mail.settingsLink, 'your organizations')),
  };
}

/** To who takes over what somebody left. */
export function handedOver(mail: Props<'handed-over'>): MailContent {
  const { keys, invitations } = mail;
  const what = [
    ...(keys.length > 0 ? [keys.length === 1 ? 'an API key' : `${keys.length} API keys`] : []),
    ...(invitations > 0
      ? [invitations === 1 ? 'an invitation' : `${invitations} invitations`]
      : []),
  ].join(' and ');
  const subject = `You took over ${what}`;
  const from = unlinked(mail.from);
  return {
    subject,
    preview: `${from} had ${keys.length + invitations === 1 ? 'it' : 'them'} before.`,
    heading: subject,
    paragraphs: [
      greeting(mail.name),
      mail.change === 'left'
        ? `${from} left the organization below, and handed over to you what follows.`
        : `${unlinked(mail.by)} removed ${from} from the organization below, and handed over to you what follows.`,
      ...(keys.length > 0
        ? [
            `A key that is handed over keeps its secret, and ${from} may have a copy of it. Where that matters, create another key and revoke this one.`,
          ]
        : []),
    ],
    facts: [
      ...(keys.length > 0 ? [{ term: 'Keys', value: listed(keys) }] : []),
      ...(invitations > 0 ? [{ term: 'Invitations', value: String(invitations) }] : []),
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'When', value: mail.at },
    ],
    action: { label: keys.length > 0 ? 'Open your keys' : 'Open the invitations', link: mail.link },
    ...foot(mail.settingsLink, keys.length > 0 ? 'your API keys' : 'your organizations'),
  };
}
