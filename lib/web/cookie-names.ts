import { handshakeSeconds, type Provider } from '@/lib/identities/model';
import type { Config } from '@/lib/platform/deps';
import { absoluteLifetimeSeconds } from '@/lib/sessions/model';
import { challengeSeconds } from '@/lib/sign-in/model';

/** What a browser keeps while its person is at a provider: our own token, and what next-auth compares on the way back. */
export const handshakeParts = ['handshake', 'state', 'pkce', 'nonce'] as const;
type HandshakePart = (typeof handshakeParts)[number];

/**
 * `session`: who is signed in. `device`: a browser known to an account. `sign-up`: the browser that signed up.
 * `challenge`: whose second factor is due; it opens nothing but the page for that. `saml-handshake`: the browser that was
 * sent to an identity provider. Of a handshake each provider has its
 * own, so that what was begun with one is nothing to another.
 */
export type CookieName =
  | 'session'
  | 'device'
  | 'sign-up'
  | 'challenge'
  | 'saml-handshake'
  | `${Provider}-${HandshakePart}`;

/** A cookie to be set; null takes it away. */
export type CookieChange = { name: CookieName; value: string | null };

const lifetimesSeconds: Partial<Record<CookieName, number>> = {
  session: absoluteLifetimeSeconds,
  device: 365 * 24 * 60 * 60,
  'sign-up': 24 * 60 * 60,
  challenge: challengeSeconds,
};

type CookieConfig = Pick<Config, 'appUrl' | 'instanceId'>;

/** `__Host-` (RFC 6265bis §4.1.3) where the address is https; on plain localhost Safari refuses Secure cookies. */
export function cookieNameOf({ appUrl, instanceId }: CookieConfig, name: CookieName): string {
  return `${isHttps(appUrl) ? '__Host-' : ''}gatehouse-${name}-${instanceId}`;
}

/** What every cookie of ours is set with; `maxAge` in seconds. */
export function cookieAttributes({ appUrl }: CookieConfig, { name, value }: CookieChange) {
  return {
    httpOnly: true,
    secure: isHttps(appUrl),
    sameSite: 'lax',
    path: '/',
    maxAge: value === null ? 0 : (lifetimesSeconds[name] ?? handshakeSeconds),
  } as const;
}

/** The same as a `Set-Cookie` header (RFC 6265 §4.1). Values are tokens of ours, in which nothing needs quotes. */
export function setCookieHeader(config: CookieConfig, change: CookieChange): string {
  const { maxAge, secure } = cookieAttributes(config, change);
  const name = cookieNameOf(config, change.name);
  return `${name}=${change.value ?? ''}; Path=/; Max-Age=${maxAge}; ${secure ? 'Secure; ' : ''}HttpOnly; SameSite=lax`;
}

/** One of the cookies of a `Cookie` header (RFC 6265 §4.2); null where it is not there, or empty. */
export function cookieIn(
  header: string | null,
  config: CookieConfig,
  name: CookieName,
): string | null {
  const start = `${cookieNameOf(config, name)}=`;
  const found = header?.split('; ').find((pair) => pair.startsWith(start));
  return found === undefined || found.length === start.length ? null : found.slice(start.length);
}

const isHttps = (appUrl: string) => appUrl.startsWith('https:');
