'use server';

import { redirect } from 'next/navigation';
import { signOutSchema } from '@/lib/sessions/schema';
import { signOut } from '@/lib/sessions/sign-out';
import { safeNextPath } from '@/lib/sign-in/model';
import { accountAction } from '@/lib/web/actions';
import { clearCookie } from '@/lib/web/cookies';

export const signOutAction = accountAction(
  signOutSchema,
  async (deps, grant, { next, ssoEmail }): Promise<never> => {
    await signOut(deps, grant);
    await clearCookie('session');
    const path = safeNextPath(next, deps.config.appUrl);
    const query = new URLSearchParams({
      ...(path !== '/' && { next: path }),
      ...(ssoEmail !== undefined && { email: ssoEmail }),
    });
    const page = ssoEmail === undefined ? '/sign-in' : '/sign-in/sso';
    redirect(query.size === 0 ? page : `${page}?${query.toString()}`);
  },
  { evenIfBound: true },
);
