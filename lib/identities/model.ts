import type { LiveSession } from '@/lib/sessions/find-session';
import type { SignInMethod } from '@/lib/sessions/model';
import type { BrowserCookies } from '@/lib/sign-in/model';

export const providers = ['google', 'github'] as const satisfies readonly SignInMethod[];
/** Who else can say who a person is. */
export type Provider = (typeof providers)[number];

export const providerNames: Record<Provider, string> = { google: 'Google', github: 'GitHub' };

export function isProvider(name: unknown): name is Provider {
  return providers.some((provider) => provider === name);
}

/** What a way to a provider and back is begun for. */
export type HandshakePurpose = 'sign-in' | 'link' | 'step-up';

/** How long somebody may stay at the provider. */
export const handshakeSeconds = 10 * 60;

/** A person as a provider vouches for them, once everything that it said was checked. */
export type ProvedIdentity = {
  provider: Provider;
  /** The provider's id of the person within its issuer; never their address or their name, which change hands. */
  subject: string;
  /** An address that the provider says is theirs, in our canonical form; null where it does not. */
  email: string | null;
  name: string;
  /** When they last proved themselves to the provider, where it says so. */
  authenticatedAt: Date | null;
};

/** What a browser brings that comes back from a provider; `session` where somebody is signed in there. */
export type ReturningBrowser = BrowserCookies & {
  handshakeToken: string | null;
  session: LiveSession | null;
};

/** Why a way back from a provider opened nothing; each is a sentence on a page (components/identities/notices.ts). */
export const refusalReasons = [
  'failed',
  'account-exists',
  'sso-required',
  'email-unverified',
  'other-account',
  'linked-elsewhere',
  'provider-taken',
  'not-proved',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** A provider as the security page shows it. */
export type LinkedIdentity = {
  provider: Provider;
  email: string;
  linkedAt: Date;
  lastUsedAt: Date;
  /** False where the operator took the provider away, or put another in its place. */
  isUsable: boolean;
};

/** How the person can sign in. */
export type SignInMethods = {
  hasPassword: boolean;
  identities: LinkedIdentity[];
  /** The providers that the operator set up. */
  offered: Provider[];
};
