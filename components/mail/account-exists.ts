import type { MailTemplate } from '@/lib/notices/templates';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'account-exists' }>;

/**
 * For a sign-up or a change of address with a known address, whose page says the same as for an unknown one. What waited
 * in the outbox before changes existed says nothing of them, and was a sign-up.
 */
export function accountExists({ asked, isKept, signInLink, resetLink }: Props): MailContent {
  const tried =
    asked === 'email-change'
      ? 'Someone tried to use this address for their Gatehouse account'
      : 'Someone tried to sign up for Gatehouse with this address';
  const base = {
    action: { label: 'Sign in', link: signInLink },
    reason: 'You get this mail because of that attempt. If it was not you, you can ignore it.',
  };
  if (isKept) {
    return {
      ...base,
      subject: 'This address belonged to an account',
      preview: 'It is kept for that account for 7 days.',
      heading: 'This address belonged to an account',
      paragraphs: [
        'Hello,',
        `${tried}. An account used it until less than 7 days ago, then changed to another one. For these 7 days we keep it for the owner of that account, who can take it back with the link in our mail about the change; nobody can use it for another account until then.`,
      ],
    };
  }
  return {
    ...base,
    subject: 'You already have an account',
    preview: 'Sign in, or set a new password if you have forgotten yours.',
    heading: 'You already have an account',
    paragraphs: [
      'Hello,',
      `${tried}. This address already has an account, so nothing has changed.`,
    ],
    secondary: { text: 'Forgotten your password?', label: 'Set a new one', link: resetLink },
  };
}
