import { addSeconds } from '@/lib/platform/clock';

const day = 24 * 60 * 60;

/** A session ends after this many seconds, whatever it did. */
export const absoluteLifetimeSeconds = 30 * day;
/** A session ends after this many seconds without a request. */
export const idleLifetimeSeconds = 7 * day;
/** Last use is written at most this often, so that reading a page does not write a row each time. */
export const lastSeenStepSeconds = 60;
/** The same for members of organizations that end a session after a pause: there a minute more or less counts. */
export const watchedStepSeconds = 1;

/** A proof of identity is fresh enough for a sensitive act for this long. */
export const freshProofSeconds = 10 * 60;

export type SessionTimes = { expiresAt: Date; lastSeenAt: Date; revokedAt: Date | null };

/** Whether a session still counts at `now`. */
export function isSessionLive(session: SessionTimes, now: Date): boolean {
  return (
    session.revokedAt === null &&
    session.expiresAt > now &&
    addSeconds(session.lastSeenAt, idleLifetimeSeconds) > now
  );
}

/** When a session was opened, and how it was used since, by its person and not by a page that asks again by itself. */
export type SessionUse = {
  authenticatedAt: Date;
  /** Before the request that is being answered. */
  lastSeenAt: Date;
  /** The longest pause between two uses up to `lastSeenAt`. */
  longestPauseSeconds: number;
};

/**
 * The longest that a session was left alone, up to now, in whole seconds. Not the last pause alone: whoever comes back
 * too late for one organization must not get in there after a page of another, which allows more.
 */
export function pauseOf({ lastSeenAt, longestPauseSeconds }: SessionUse, now: Date): number {
  const latest = Math.floor((now.getTime() - lastSeenAt.getTime()) / 1000);
  return Math.max(longestPauseSeconds, latest);
}

/** What an organization demands of a session at each request. */
export type EntryPolicy = {
  /** Since when a second factor is required; null where it is not. */
  mfaRequiredAt: Date | null;
  /** Days without one, from then or from joining, whichever is later. */
  mfaGraceDays: number;
  /** Methods of signing in that open the organization; empty means every one. */
  allowedMethods: string[];
  /** After so many minutes a session asks for a fresh sign-in, however it is used; null where the product decides. */
  sessionAbsoluteMinutes: number | null;
  /** The same after so many minutes without use. */
  sessionIdleMinutes: number | null;
  /** CIDR ranges of the addresses that may enter; empty means every one. */
  consoleIpRanges: string[];
};

/** A person's live sessions, those by each identity provider apart; past it the one unused for longest ends, so that no script collects them without end. */
export const maxLiveSessions = 50;

/** Ended sessions stay this long for whoever looks into an incident, then they are deleted. */
export const endedSessionsKeptSeconds = 90 * day;

/** The first proofs by which somebody can sign in, and which an organization may allow or not. */
export const signInMethods = ['password', 'google', 'github', 'saml'] as const;
export type SignInMethod = (typeof signInMethods)[number];

export const signInMethodNames: Record<SignInMethod, string> = {
  password: 'Password',
  google: 'Google',
  github: 'GitHub',
  saml: 'Single sign-on',
};

/**
 * With what a session's method begins: `password+totp`. `break-glass` is a password with the printed code of an Admin,
 * for the day on which single sign-on fails: the organization of which they are Admin does not refuse it.
 */
export type FirstProof = SignInMethod | 'break-glass';

/**
 * Methods that may ask nothing of whoever sits at the browser, since the provider is still open there. A sign-in by one
 * of them alone is no fresh proof for a sensitive act.
 */
export const silentMethods: readonly string[] = [
  'google',
  'github',
  'saml',
] satisfies SignInMethod[];

/** The first proof of a session, whatever came after it; null for one that is not known here. */
export function firstMethodOf(sessionMethod: string | null): SignInMethod | null {
  const first = firstProofOf(sessionMethod);
  return signInMethods.find((method) => method === first) ?? null;
}

function firstProofOf(sessionMethod: string | null): string | undefined {
  return sessionMethod?.split('+')[0];
}

/** Whether an Admin came by their printed code. */
export function isBreakGlass(sessionMethod: string | null): boolean {
  return firstProofOf(sessionMethod) === 'break-glass';
}

/** How a session was opened, as the sessions page says it. */
export const methodNames: Partial<Record<string, string>> = {
  password: 'Password',
  'password+totp': 'Password and authenticator app',
  'password+recovery-code': 'Password and recovery code',
  google: 'Google',
  'google+totp': 'Google and authenticator app',
  'google+recovery-code': 'Google and recovery code',
  github: 'GitHub',
  'github+totp': 'GitHub and authenticator app',
  'github+recovery-code': 'GitHub and recovery code',
  saml: 'Single sign-on',
  'saml+totp': 'Single sign-on and authenticator app',
  'saml+recovery-code': 'Single sign-on and recovery code',
  'break-glass+totp': 'Break-glass code, password and authenticator app',
  'break-glass+recovery-code': 'Break-glass code, password and recovery code',
};

export type SessionSummary = {
  id: string;
  /** Whether it is the session of the request. */
  isCurrent: boolean;
  /** "Chrome 142", or "Unknown browser". */
  browser: string;
  /** "macOS 15", or null where the browser does not say. */
  system: string | null;
  device: 'desktop' | 'phone' | 'tablet' | 'unknown';
  ip: string | null;
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
};
