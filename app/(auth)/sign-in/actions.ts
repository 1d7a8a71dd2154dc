'use server';

import { redirect } from 'next/navigation';
import { safeNextPath } from '@/lib/sign-in/model';
import { signInFormSchema } from '@/lib/sign-in/schema';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { publicAction } from '@/lib/web/actions';
import { readCookie, setCookie } from '@/lib/web/cookies';

export const signInAction = publicAction(
  signInFormSchema,
  async (deps, request, { next, ...input }): Promise<never> => {
    const result = await signInWithPassword(deps, request, input, {
      sessionToken: await readCookie('session'),
      deviceToken: await readCookie('device'),
    });
    await setCookie('session', result.sessionToken);
    await setCookie('device', result.deviceToken);
    redirect(safeNextPath(next, deps.config.appUrl));
  },
);
