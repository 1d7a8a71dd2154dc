import type { Digest } from '@/lib/platform/crypto';
import type { FirstProof } from '@/lib/sessions/model';

/** A person whose first proof (password, mailed link, provider) has been accepted. */
export type ProvedPerson = { id: string; name: string; email: string };

export type { FirstProof };

/** A first proof as the gate takes it: what an identity provider said counts for its connection alone. */
export type SignInProof =
  | {
      method: Exclude<FirstProof, 'saml' | 'break-glass'>;
      samlConnectionId?: null;
      breakGlassHash?: null;
    }
  | { method: 'saml'; samlConnectionId: string; breakGlassHash?: null }
  /** The code is used up once the whole sign-in is done. */
  | { method: 'break-glass'; samlConnectionId?: null; breakGlassHash: Digest };

/** How a session was opened, the second factor included. */
export type SessionMethod = FirstProof | `${FirstProof}+${'totp' | 'recovery-code'}`;

/** Why a sign-in was refused, as its event says it. */
export type SignInRefusal =
  | 'invalid-credentials'
  | 'email-unverified'
  | 'second-factor-wrong'
  | 'sso-required'
  | 'break-glass-refused'
  | 'account-exists'
  | 'other-account'
  | 'failed';

export const refusalNames: Record<SignInRefusal, string> = {
  'invalid-credentials': 'Wrong password',
  'email-unverified': 'Address not confirmed yet',
  'second-factor-wrong': 'Wrong code of the second factor',
  'sso-required': 'Single sign-on is required',
  'break-glass-refused': 'Emergency access refused',
  'account-exists': 'Not linked to the account of that address',
  'other-account': 'Somebody else was signed in',
  failed: 'No longer linked',
};

/** How a person proves once more who they are. A further method is added here and in step-up-methods.ts. */
export const stepUpMethodNames = ['totp', 'recovery-code', 'password'] as const;
export type StepUpMethod = (typeof stepUpMethodNames)[number];

/** How long a sign-in waits for its second factor. */
export const challengeSeconds = 10 * 60;
/** Codes tried for one sign-in. */
export const challengeTries = 5;
/** Half-finished sign-ins of one person at most, more than anybody may begin while one of them lives; older ones end. */
export const maxChallenges = 100;

/** How long the link "This wasn't me" in a mail about a new device works. */
export const notMeLifetimeSeconds = 7 * 24 * 60 * 60;
/** Mails about new devices that one account gets in a day; past it sign-ins are not told of by mail any more. */
export const newDeviceMailsPerDay = 5;

/**
 * What every way in ends with. Whatever is still due (a second factor, an organization's policy) is a member of this
 * union, with a cookie of its own that opens nothing else.
 */
export type SignInResult = SignedIn | SecondFactorDue;

export type SecondFactorDue = {
  status: 'second-factor-due';
  /** For the challenge cookie. */
  challengeToken: string;
};

export type SignedIn = {
  status: 'signed-in';
  /** For the session cookie. */
  sessionToken: string;
  /** For the device cookie. */
  deviceToken: string;
};

/** For those who know that nothing else can be due: the demo and tests. */
export function requireSignedIn(result: SignInResult): SignedIn {
  if (result.status !== 'signed-in') throw new Error(`this sign-in is ${result.status}`);
  return result;
}

/** What the browser that signs in brought along. */
export type BrowserCookies = { sessionToken: string | null; deviceToken: string | null };

/** Enough of an address for its owner to know it, and too little for anybody else to use it: "a•••@e•••.com". */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const ending = email.slice(email.lastIndexOf('.'));
  return `${email.slice(0, 1)}•••@${email.slice(at + 1, at + 2)}•••${ending}`;
}

/**
 * Where to go after signing in: a path of this server and nothing else. Parsed as a browser would, so that `//evil`,
 * `/\evil`, tabs and user-info cannot lead elsewhere.
 * @param next what the address of the sign-in page says.
 * @param appUrl the address of this server, without a slash at the end.
 */
export function safeNextPath(next: unknown, appUrl: string): string {
  if (typeof next !== 'string' || next.length > 2048 || !next.startsWith('/')) return '/';
  const { origin } = new URL(appUrl);
  if (!URL.canParse(next, origin)) return '/';
  const target = new URL(next, origin);
  // Some readers fold `//` at the start only after decoding or removing dots: none is let through.
  if (target.origin !== origin || /^\/(?:[/\\]|%2f|%5c)/i.test(target.pathname)) return '/';
  return `${target.pathname}${target.search}${target.hash}`;
}
