import type { MailTemplate } from '@/lib/notices/templates';
import { greeting } from './content';
import type { MailContent } from './content';

type Props = Extract<MailTemplate, { template: 'new-device' }>;

export function newDevice(props: Props): MailContent {
  const { name, at, device, ip, method, link, expiresInDays, isLastOfDay } = props;
  return {
    subject: 'New sign-in to your account',
    preview: 'If it was you, there is nothing to do.',
    heading: 'New sign-in to your account',
    paragraphs: [
      greeting(name),
      'Somebody signed in to your account from a browser that we have not seen before. If it was you, there is nothing to do.',
      ...(isLastOfDay
        ? [
            'There were many new sign-ins, so this is the last mail about them for a day. Your sign-in activity in the console shows them all.',
          ]
        : []),
    ],
    facts: [
      { term: 'When', value: at },
      { term: 'Device', value: device },
      { term: 'Network address', value: ip },
      { term: 'Method', value: method },
    ],
    secondary: {
      text: `If it was not you, shut them out: this link leads to a page that secures your account. It works for ${expiresInDays} days.`,
      label: "This wasn't me",
      link,
    },
    reason:
      'You get this mail because it is about the safety of your account. It cannot be turned off.',
  };
}
