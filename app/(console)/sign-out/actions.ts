'use server';

import { redirect } from 'next/navigation';
import { noInputSchema } from '@/lib/orgs/schema';
import { signOut } from '@/lib/sessions/sign-out';
import { accountAction } from '@/lib/web/actions';
import { clearCookie } from '@/lib/web/cookies';

export const signOutAction = accountAction(noInputSchema, async (deps, grant): Promise<never> => {
  await signOut(deps, grant);
  await clearCookie('session');
  redirect('/sign-in');
});
