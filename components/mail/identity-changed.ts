import type { MailTemplate } from '@/lib/notices/templates';
import { greeting } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'identity-changed' }>;

export function identityChanged({
  change,
  provider,
  name,
  at,
  device,
  notMeLink,
  resetLink,
}: Props): MailContent {
  const isLinked = change === 'linked';
  const subject = isLinked
    ? `A ${provider} account was linked to your account`
    : `Your ${provider} account was unlinked`;
  return {
    subject,
    preview: 'If it was you, there is nothing to do.',
    heading: subject,
    paragraphs: [
      greeting(name),
      isLinked
        ? `From now on that ${provider} account signs in to your Gatehouse account.`
        : `It no longer signs in to your Gatehouse account, and sessions that it opened elsewhere were signed out.`,
      'If it was you, there is nothing to do.',
    ],
    facts: [
      { term: 'When', value: at },
      { term: 'Device', value: device },
    ],
    secondary:
      notMeLink === undefined
        ? {
            text: 'If it was not you, someone is signed in to your account.',
            label: 'Set a new password now',
            link: resetLink,
          }
        : {
            text: 'If it was not you, someone is signed in to your account and made themselves a way back, which a new password does not close. Shut them out: this link leads to a page that secures your account. It works for 7 days.',
            label: "This wasn't me",
            link: notMeLink,
          },
    reason:
      'You get this mail because it is about the safety of your account. It cannot be turned off.',
  };
}
