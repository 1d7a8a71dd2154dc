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
  'sso-no-address': {
    title: 'Your identity provider did not say your email address',
    text: 'Ask your Admin to look at the attributes of the connection; the audit log says what came.',
  },
  'sso-no-domain': {
    title: 'Your address is not on a domain of that organization',
    text: 'An identity provider can vouch for addresses of domains that its organization has verified. Ask your Admin.',
  },
  'sso-not-member': {
    title: 'You are not a member of that organization',
    text: 'Your identity provider knows you, but nobody has invited you here. Ask an Admin to.',
  },
  'sso-other-account': {
    title: 'Somebody else is signed in here',
    text: 'You stay signed in as you are. To sign in as the person that your identity provider named, sign out first.',
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
