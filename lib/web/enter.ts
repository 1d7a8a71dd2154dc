import { redirect } from 'next/navigation';
import type { Deps } from '@/lib/platform/deps';
import type { SignInResult } from '@/lib/sign-in/model';
import { changeCookie } from './cookies';
import { signInEnd } from './sign-in-end';

/** How every action that signs somebody in ends: with the cookies and on the page that `signInEnd` names. */
export async function enter(
  deps: Pick<Deps, 'config'>,
  result: SignInResult,
  next: string | undefined,
): Promise<never> {
  const { location, cookies } = signInEnd(deps, result, next);
  for (const change of cookies) await changeCookie(change);
  redirect(location);
}
