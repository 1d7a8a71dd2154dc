import { redirect } from 'next/navigation';
import type { Deps } from '@/lib/platform/deps';
import { safeNextPath, type SignInResult } from '@/lib/sign-in/model';
import { clearCookie, setCookie } from './cookies';

/**
 * How every action that signs somebody in ends: with the cookies of a session and the page that was asked for, or with
 * the cookie of a sign-in that is half done and the page for the rest.
 * @param next a path of this server; anything else leads home.
 */
export async function enter(
  deps: Pick<Deps, 'config'>,
  result: SignInResult,
  next: string | undefined,
): Promise<never> {
  const path = safeNextPath(next, deps.config.appUrl);
  if (result.status === 'second-factor-due') {
    await setCookie('challenge', result.challengeToken);
    redirect(path === '/' ? '/sign-in/mfa' : `/sign-in/mfa?next=${encodeURIComponent(path)}`);
  }
  await setCookie('session', result.sessionToken);
  await setCookie('device', result.deviceToken);
  await clearCookie('challenge');
  redirect(path);
}
