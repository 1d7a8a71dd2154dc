import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, unlinked, type MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'access-reminder' }>;
type Debt = Props['debts'][number];

/** What an organization asks of somebody before it lets them in, or goes on to. */
export function accessReminder(mail: Props): MailContent {
  const { debts, link } = mail;
  const isShut = debts.some((debt) => debt.kind !== 'second-factor' || debt.isOverdue);
  return {
    subject: 'Your organization asks something of your sign-in',
    preview: isShut
      ? `Until it is done, ${unlinked(mail.organization)} does not open to you.`
      : `${unlinked(mail.organization)} opens to you until the date below.`,
    heading: 'Something is left to do for your sign-in',
    paragraphs: [
      greeting(mail.name),
      `${unlinked(mail.by)} asks you to do what the organization below requires of all its members.`,
      ...debts.map(taskOf),
    ],
    facts: [
      { term: 'Organization', value: unlinked(mail.organization) },
      ...debts.flatMap(factsOf),
    ],
    action: mail.bySso
      ? { label: 'Sign in with single sign-on', link }
      : { label: 'Open your security page', link },
    reason:
      'You get this mail because an Admin of this organization sent it. An organization can send one such mail a day. It cannot be turned off.',
  };
}

function taskOf(debt: Debt): string {
  switch (debt.kind) {
    case 'second-factor':
      return debt.isOverdue
        ? 'Set up an authenticator app for two-factor authentication. It takes about two minutes. Until then the organization does not open to you.'
        : 'Set up an authenticator app for two-factor authentication before the date below. It takes about two minutes. After that date the organization does not open to you until you have one.';
    case 'method':
      return debt.isSsoAlone
        ? 'Sign in with single sign-on: the organization accepts no other way. Until then it does not open to you.'
        : 'Add a way to sign in that the organization accepts, and sign in with it. Until then it does not open to you.';
    case 'single-sign-on':
      return 'Sign in with single sign-on, with your work email address. The organization does not open to your address in another way.';
  }
}

function factsOf(debt: Debt): { term: string; value: string }[] {
  switch (debt.kind) {
    case 'second-factor':
      return [
        {
          term: debt.isOverdue ? 'Second factor due since' : 'Second factor due',
          value: debt.dueAt,
        },
      ];
    case 'method':
      return [
        {
          term: 'Accepted ways to sign in',
          value: debt.methods.join(', ') || 'None at the moment',
        },
      ];
    case 'single-sign-on':
      return [{ term: 'Domain', value: debt.domain }];
  }
}
