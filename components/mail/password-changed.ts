import type { MailTemplate } from '@/lib/notices/templates';
import { greeting } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'password-changed' }>;

export function passwordChanged({ name, at, device, resetLink }: Props): MailContent {
  return {
    subject: 'Your password was changed',
    preview: 'If it was you, there is nothing to do.',
    heading: 'Your password was changed',
    paragraphs: [
      greeting(name),
      'The password of your account was changed, and all other sessions were signed out. If it was you, there is nothing to do.',
    ],
    facts: [
      { term: 'When', value: at },
      { term: 'Device', value: device },
    ],
    secondary: {
      text: 'If it was not you, someone knows your password or can read your mail.',
      label: 'Set a new password now',
      link: resetLink,
    },
    reason:
      'You get this mail because it is about the safety of your account. It cannot be turned off.',
  };
}
