'use server';

import { signInFormSchema } from '@/lib/sign-in/schema';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { publicAction } from '@/lib/web/actions';
import { readCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';

export const signInAction = publicAction(
  signInFormSchema,
  async (deps, request, { next, ...input }): Promise<never> => {
    const result = await signInWithPassword(deps, request, input, {
      sessionToken: await readCookie('session'),
      deviceToken: await readCookie('device'),
    });
    return enter(deps, result, next);
  },
);
