import { cookies } from 'next/headers';
import { handshakeSeconds, type Provider } from '@/lib/identities/model';
import { absoluteLifetimeSeconds } from '@/lib/sessions/model';
import { challengeSeconds } from '@/lib/sign-in/model';
import { webDeps } from './deps';

/** What a browser keeps while its person is at a provider: our own token, and what next-auth compares on the way back. */
export const handshakeParts = ['handshake', 'state', 'pkce', 'nonce'] as const;
type HandshakePart = (typeof handshakeParts)[number];

/**
 * `session`: who is signed in. `device`: a browser known to an account. `sign-up`: the browser that signed up.
 * `challenge`: whose second factor is due; it opens nothing but the page for that. Of a handshake each provider has its
 * own, so that what was begun with one is nothing to another.
 */
export type CookieName =
  'session' | 'device' | 'sign-up' | 'challenge' | `${Provider}-${HandshakePart}`;

const lifetimesSeconds: Partial<Record<CookieName, number>> = {
  session: absoluteLifetimeSeconds,
  device: 365 * 24 * 60 * 60,
  'sign-up': 24 * 60 * 60,
  challenge: challengeSeconds,
};

/** `__Host-` (RFC 6265bis §4.1.3) where the address is https; on plain localhost Safari refuses Secure cookies. */
export function fullCookieName(name: CookieName): string {
  const { instanceId } = webDeps().config;
  return `${isSecure() ? '__Host-' : ''}gatehouse-${name}-${instanceId}`;
}

function isSecure(): boolean {
  return webDeps().config.appUrl.startsWith('https:');
}

export async function readCookie(name: CookieName): Promise<string | null> {
  return (await cookies()).get(fullCookieName(name))?.value ?? null;
}

/** Only from a Server Action or a route: Next refuses cookies set while a page renders. */
export async function setCookie(name: CookieName, value: string): Promise<void> {
  await put(name, value, lifetimesSeconds[name] ?? handshakeSeconds);
}

export async function clearCookie(name: CookieName): Promise<void> {
  await put(name, '', 0);
}

async function put(name: CookieName, value: string, maxAge: number): Promise<void> {
  (await cookies()).set(fullCookieName(name), value, {
    httpOnly: true,
    secure: isSecure(),
    sameSite: 'lax',
    path: '/',
    maxAge,
  });
}
