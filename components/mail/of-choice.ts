import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked } from './content';
import type { MailContent } from './content';

type Props<T extends MailTemplate['template']> = Extract<MailTemplate, { template: T }>;
type KeyMention = { name: string; hint: string };

export const foot = (settingsLink: string, about: string) => ({
  reason: `You get this mail because you want to hear about ${about}.`,
  manage: { label: 'Choose your notifications', link: settingsLink },
});

const named = ({ name, hint }: KeyMention) => `${unlinked(name)} (${hint})`;

const shownKeys = 20;

/** A dozen keys are a dozen names; a hundred are twenty and a number. */
export function listed(keys: readonly KeyMention[]): string {
  const names = keys.slice(0, shownKeys).map(named).join(', ');
  return keys.length > shownKeys ? `${names} and ${keys.length - shownKeys} more` : names;
}

const keyFacts = ({ suspended, resumed }: { suspended: KeyMention[]; resumed: KeyMention[] }) => [
  ...(suspended.length > 0 ? [{ term: 'Suspended', value: listed(suspended) }] : []),
  ...(resumed.length > 0 ? [{ term: 'Work again', value: listed(resumed) }] : []),
];

const what = {
  disabled: 'Calls with it are refused until somebody enables it.',
  enabled: 'Calls with it are answered again.',
  revoked: 'It has ended for good. Whatever used it needs another key.',
};

export function apiKeyChanged(mail: Props<'api-key-changed'>): MailContent {
  const subject = `An API key of yours was ${mail.change}`;
  return {
    subject,
    preview: what[mail.change],
    heading: subject,
    paragraphs: [
      greeting(mail.name),
      `${unlinked(mail.by)} ${mail.change} a key of yours. ${what[mail.change]}`,
    ],
    facts: [
      { term: 'Key', value: named(mail.key) },
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'When', value: mail.at },
    ],
    action: { label: 'Open the key', link: mail.link },
    ...foot(mail.settingsLink, 'your API keys'),
  };
}

export function apiKeysSettled(mail: Props<'api-keys-settled'>): MailContent {
  return {
    subject: 'Your API keys follow your new role',
    preview: 'Some of them stopped or work again.',
    heading: 'Your API keys follow your new role',
    paragraphs: [
      greeting(mail.name),
      `${unlinked(mail.by)} made you ${mail.role}, and your keys follow what this role may do.`,
    ],
    facts: [
      ...keyFacts(mail),
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'When', value: mail.at },
    ],
    action: { label: 'Open the organization', link: mail.link },
    ...foot(mail.settingsLink, 'your API keys'),
  };
}

const teamChange = {
  archived: 'archived the team below',
  joined: 'added you to the team below',
  left: 'removed you from the team below',
};

export function teamKeysChanged(mail: Props<'team-keys-changed'>): MailContent {
  const subject = 'Your API keys follow a change of a team';
  const { revoked, moved, movedTo } = mail;
  return {
    subject,
    preview: 'Some of them moved, stopped or work again.',
    heading: subject,
    paragraphs: [
      greeting(mail.name),
      `${unlinked(mail.by)} ${teamChange[mail.change]}. This is what it did to your keys.`,
    ],
    facts: [
      { term: 'Team', value: unlinked(mail.team) },
      ...(revoked.length > 0 ? [{ term: 'Revoked', value: listed(revoked) }] : []),
      ...(moved.length > 0 && movedTo !== null
        ? [{ term: 'Moved', value: `${listed(moved)}, to ${unlinked(movedTo)}` }]
        : []),
      ...keyFacts(mail),
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'When', value: mail.at },
    ],
    action: { label: 'Open your keys', link: mail.link },
    ...foot(mail.settingsLink, 'your API keys'),
  };
}

export function membershipChanged(mail: Props<'membership-changed'>): MailContent {
  const isNew = mail.roleBefore === null;
  const subject = isNew ? 'You were added to an organization' : 'Your role was changed';
  return {
    subject,
    preview: `You are ${mail.role} now.`,
    heading: subject,
    paragraphs: [
      greeting(mail.name),
      isNew
        ? `${unlinked(mail.by)} added you to the organization below.`
        : `${unlinked(mail.by)} changed your role in the organization below. It counts from now on.`,
    ],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      { term: 'Role', value: isNew ? mail.role : `${mail.role} (was ${mail.roleBefore})` },
      ...keyFacts(mail),
      { term: 'When', value: mail.at },
    ],
    action: { label: 'Open the organization', link: mail.link },
    ...foot(mail.settingsLink, 'your organizations'),
  };
}
