import { cookies } from 'next/headers';
import { absoluteLifetimeSeconds } from '@/lib/sessions/model';
import { challengeSeconds } from '@/lib/sign-in/model';
import { webDeps } from './deps';

/**
 * `session`: who is signed in. `device`: a browser known to an account. `sign-up`: the browser that signed up.
 * `challenge`: whose second factor is due; it opens nothing but the page for that.
 */
export type CookieName = 'session' | 'device' | 'sign-up' | 'challenge';

const lifetimesSeconds: Record<CookieName, number> = {
  session: absoluteLifetimeSeconds,
  device: 365 * 24 * 60 * 60,
  'sign-up': 24 * 60 * 60,
  challenge: challengeSeconds,
};

/** `__Host-` (RFC 6265bis §4.1.3) where the address is https; on plain localhost Safari refuses Secure cookies. */
function fullName(name: CookieName): { fullName: string; secure: boolean } {
  const { appUrl, instanceId } = webDeps().config;
  const secure = appUrl.startsWith('https:');
  return { fullName: `${secure ? '__Host-' : ''}gatehouse-${name}-${instanceId}`, secure };
}

export async function readCookie(name: CookieName): Promise<string | null> {
  return (await cookies()).get(fullName(name).fullName)?.value ?? null;
}

/** Only from a Server Action or a route: Next refuses cookies set while a page renders. */
export async function setCookie(name: CookieName, value: string): Promise<void> {
  const { fullName: cookie, secure } = fullName(name);
  (await cookies()).set(cookie, value, {
    httpOnly: true,
    secure,
    sameSite: 'lax',
    path: '/',
    maxAge: lifetimesSeconds[name],
  });
}

export async function clearCookie(name: CookieName): Promise<void> {
  const { fullName: cookie, secure } = fullName(name);
  (await cookies()).set(cookie, '', {
    httpOnly: true,
    secure,
    sameSite: 'lax',
    path: '/',
    maxAge: 0,
  });
}
