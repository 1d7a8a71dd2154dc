'use server';

import { redirect } from 'next/navigation';
import { signOutSchema } from '@/lib/sessions/schema';
import { signOut } from '@/lib/sessions/sign-out';
import { safeNextPath } from '@/lib/sign-in/model';
import { accountAction } from '@/lib/web/actions';
import { clearCookie } from '@/lib/web/cookies';

export const signOutAction = accountAction(
  signOutSchema,
  async (deps, grant, { next, sso = false }): Promise<never> => {
    await signOut(deps, grant);
    await clearCookie('session');
    const path = safeNextPath(next, deps.config.appUrl);
    const page = sso ? '/sign-in/sso' : '/sign-in';
    redirect(path === '/' ? page : `${page}?next=${encodeURIComponent(path)}`);
  },
  { evenIfBound: true },
);
