import type { MailTemplate } from '@/lib/notices/templates';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'account-exists' }>;

/** For a sign-up with a known address, whose page says the same as for an unknown one. */
export function accountExists({ signInLink, resetLink }: Props): MailContent {
  return {
    subject: 'You already have an account',
    preview: 'Sign in, or set a new password if you have forgotten yours.',
    heading: 'You already have an account',
    paragraphs: [
      'Hello,',
      'Someone tried to sign up for Gatehouse with this address, which already has an account. Nothing about it has changed.',
    ],
    action: { label: 'Sign in', link: signInLink },
    secondary: { text: 'Forgotten your password?', label: 'Set a new one', link: resetLink },
    reason: 'You get this mail because of that attempt. If it was not you, you can ignore it.',
  };
}
