import type { Deps } from '@/lib/platform/deps';
import { safeNextPath, type SignInResult } from '@/lib/sign-in/model';
import type { CookieChange } from './cookie-names';

/** What a browser gets when a sign-in is done, or half done: a page to go on to, and cookies. */
export type SignInEnd = { location: string; cookies: CookieChange[] };

/**
 * The cookies of a session and the page that was asked for, or the cookie of a sign-in that is half done and the page
 * for the rest.
 * @param next a path of this server; anything else leads home.
 */
export function signInEnd(
  { config }: Pick<Deps, 'config'>,
  result: SignInResult,
  next: string | undefined,
): SignInEnd {
  const path = safeNextPath(next, config.appUrl);
  if (result.status === 'second-factor-due') {
    return {
      location: path === '/' ? '/sign-in/mfa' : `/sign-in/mfa?next=${encodeURIComponent(path)}`,
      cookies: [{ name: 'challenge', value: result.challengeToken }],
    };
  }
  return {
    location: path,
    cookies: [
      { name: 'session', value: result.sessionToken },
      { name: 'device', value: result.deviceToken },
      { name: 'challenge', value: null },
    ],
  };
}
