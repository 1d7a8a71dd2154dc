import { Banner } from '../ui/banner';

const notices = {
  'sso-over': {
    title: 'This sign-in is over',
    text: 'It took longer than ten minutes, was finished already, or was not begun here. Begin it again.',
  },
  'sso-failed': {
    title: 'Single sign-on did not work',
    text: 'The answer of your identity provider could not be taken. Begin again; your Admins see why in the audit log.',
  },
} as const;

export type SsoNoticeName = keyof typeof notices;

/** Which of our own sentences an address asks for; null for anything else. */
export function readSsoNotice(notice: unknown): SsoNoticeName | null {
  return typeof notice === 'string' && Object.hasOwn(notices, notice)
    ? (notice as SsoNoticeName)
    : null;
}

/** Why a way to an identity provider and back opened nothing. */
export function SsoNotice({ notice }: { notice: SsoNoticeName }) {
  const { title, text } = notices[notice];
  return (
    <Banner tone="warning" role="status" title={title}>
      {text}
    </Banner>
  );
}
