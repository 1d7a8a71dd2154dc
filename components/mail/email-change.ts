import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import type { MailContent } from './content';

type Props<T extends MailTemplate['template']> = Extract<MailTemplate, { template: T }>;

const alwaysSent =
  'You get this mail because it is about the safety of your account. It cannot be turned off.';

const whenAndWhere = ({ at, device }: { at: string; device: string }) => [
  { term: 'When', value: at },
  { term: 'Device', value: device },
];

/** To the new address, which may be a stranger's by a typing error: it tells nothing of the account but a name. */
export function confirmEmailChange(mail: Props<'confirm-email-change'>): MailContent {
  const { name, link, code, expiresInMinutes, codeExpiresInMinutes } = mail;
  return {
    subject: 'Confirm your new email address',
    preview: `Your code is ${code}. It works for ${inWords(codeExpiresInMinutes)}, the link for ${inWords(expiresInMinutes)}.`,
    heading: 'Confirm your new email address',
    paragraphs: [
      greeting(name),
      `You asked to sign in to Gatehouse with this address. Until you confirm it, your present address stays in use. The link works for ${inWords(expiresInMinutes)} and the code for ${inWords(codeExpiresInMinutes)}, each once.`,
    ],
    action: { label: 'Confirm new address', link },
    code: { label: 'Or enter this code on your profile page, where you asked', value: code },
    reason:
      'Someone asked to use this address for their Gatehouse account. If it was not you, ignore this mail and give the code to nobody: without confirmation nothing happens.',
  };
}

export function emailChangeRequested(mail: Props<'email-change-requested'>): MailContent {
  return {
    subject: 'Somebody asked to change your email address',
    preview: 'If it was you, there is nothing to do here.',
    heading: 'Somebody asked to change your email address',
    paragraphs: [
      greeting(mail.name),
      'Somebody who is signed in to your account asked to replace this address by the one below. Nothing changes until the new address is confirmed.',
      'If it was you, there is nothing to do here: the mail with the link to confirm it went to the new address.',
    ],
    facts: [{ term: 'New address', value: mail.newEmail }, ...whenAndWhere(mail)],
    secondary: {
      text: 'If it was not you, someone can use your account. A new password stops the change and signs everybody out.',
      label: 'Set a new password now',
      link: mail.resetLink,
    },
    reason: alwaysSent,
  };
}

/** To the address before: the only way back there is, should a thief have moved the account away. */
export function emailChanged(mail: Props<'email-changed'>): MailContent {
  return {
    subject: 'Your email address was changed',
    preview: `If it was not you, undo it within ${mail.undoDays} days.`,
    heading: 'Your email address was changed',
    paragraphs: [
      greeting(mail.name),
      'You no longer sign in to your account with this address, but with the one below. If it was you, there is nothing to do.',
      `If it was not you, undo it within ${mail.undoDays} days: this address comes back, everybody is signed out, and you set a new password. In these ${mail.undoDays} days nobody else can use this address. Keep this mail.`,
    ],
    action: { label: 'Undo the change', link: mail.undoLink },
    facts: [{ term: 'New address', value: mail.newEmail }, ...whenAndWhere(mail)],
    reason: alwaysSent,
  };
}

export function emailChangeDone(mail: Props<'email-change-done'>): MailContent {
  return {
    subject: 'Your new email address is in use',
    preview: 'Sign in with it from now on.',
    heading: 'Your new email address is in use',
    paragraphs: [
      greeting(mail.name),
      'From now on you sign in with this address, and all mails about your account come here. Your other sessions were signed out; your password and your API keys stay as they are.',
    ],
    facts: whenAndWhere(mail),
    secondary: { text: 'Signed out?', label: 'Sign in', link: mail.signInLink },
    reason: alwaysSent,
  };
}

export function emailChangeUndone(mail: Props<'email-change-undone'>): MailContent {
  const words = mail.isBack
    ? 'You sign in to your account with this address again. Everybody was signed out, and the old password no longer works: another mail brings you a link to set a new one.'
    : 'Somebody undid the change to this address with the link that we had sent to the old one. You can no longer sign in to that account with this address.';
  return {
    subject: 'The change of your email address was undone',
    preview: mail.isBack ? 'Set a new password next.' : 'This address no longer signs in.',
    heading: 'The change of your email address was undone',
    paragraphs: [greeting(mail.name), words],
    facts: whenAndWhere(mail),
    secondary: mail.isBack
      ? { text: 'Once you have set a new password:', label: 'Sign in', link: mail.signInLink }
      : {
          text: 'If this address is yours alone, ask whoever runs this installation for help.',
          label: 'Open Gatehouse',
          link: mail.signInLink,
        },
    reason: alwaysSent,
  };
}
