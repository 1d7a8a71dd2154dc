import type { MailTemplate, MfaChange } from '@/lib/notices/templates';
import { greeting } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'mfa-changed' }>;

const words: Record<MfaChange, { subject: string; text: (props: Props) => string }> = {
  'turned-on': {
    subject: 'Two-factor authentication is on',
    text: () =>
      'From now on every sign-in asks for a code from your authenticator app. All your other sessions were signed out.',
  },
  replaced: {
    subject: 'Your authenticator app was replaced',
    text: () =>
      'The codes of the old app and your old recovery codes no longer work. All your other sessions were signed out.',
  },
  'turned-off': {
    subject: 'Two-factor authentication is off',
    text: () => 'Signing in no longer asks for a code. All your other sessions were signed out.',
  },
  reset: {
    subject: 'Two-factor authentication was reset',
    text: () =>
      'The operator of this installation turned it off for you. All your sessions were signed out, and signing in no longer asks for a code.',
  },
  'codes-replaced': {
    subject: 'You have new recovery codes',
    text: () => 'Your old recovery codes no longer work.',
  },
  'code-used': {
    subject: 'A recovery code was used',
    text: ({ codesLeft }) =>
      `Somebody signed in to your account with a recovery code. You have ${codesLeft} left${codesLeft < 3 ? ': make new ones soon' : ''}.`,
  },
};

export function mfaChanged(props: Props): MailContent {
  const { subject, text } = words[props.change];
  const isOwn = props.change !== 'reset';
  return {
    subject,
    preview: isOwn ? 'If it was you, there is nothing to do.' : 'The operator turned it off.',
    heading: subject,
    paragraphs: [
      greeting(props.name),
      text(props),
      isOwn ? 'If it was you, there is nothing to do.' : 'If you asked for it, sign in again.',
    ],
    facts: [
      { term: 'When', value: props.at },
      ...(isOwn ? [{ term: 'Device', value: props.device }] : []),
    ],
    secondary: {
      text: isOwn
        ? 'If it was not you, someone can sign in to your account.'
        : 'If you did not ask for it, someone may want to sign in to your account.',
      label: 'Set a new password now',
      link: props.resetLink,
    },
    reason:
      'You get this mail because it is about the safety of your account. It cannot be turned off.',
  };
}
