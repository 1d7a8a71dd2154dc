import type { MailTemplate } from '@/lib/notices/templates';
import { greeting } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'sessions-revoked' }>;

export function sessionsRevoked({ name, ended, at, device, resetLink }: Props): MailContent {
  const subject =
    ended === null
      ? 'All your other sessions were signed out'
      : 'A session of yours was signed out';
  return {
    subject,
    preview: 'If it was you, there is nothing to do.',
    heading: subject,
    paragraphs: [
      greeting(name),
      ended === null
        ? 'All sessions of your account but one were signed out. If it was you, there is nothing to do.'
        : 'One session of your account was signed out from another one. If it was you, there is nothing to do.',
    ],
    facts: [
      { term: 'When', value: at },
      ...(ended === null ? [] : [{ term: 'Signed out', value: ended }]),
      { term: 'Done from', value: device },
    ],
    secondary: {
      text: 'If it was not you, someone is signed in to your account.',
      label: 'Set a new password now',
      link: resetLink,
    },
    reason:
      'You get this mail because it is about the safety of your account. It cannot be turned off.',
  };
}
