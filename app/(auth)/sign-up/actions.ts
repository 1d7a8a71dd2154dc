'use server';

import { redirect } from 'next/navigation';
import { signUpSchema } from '@/lib/accounts/schema';
import { signUp } from '@/lib/accounts/sign-up';
import { publicAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';

export const signUpAction = publicAction(
  signUpSchema,
  async (deps, request, input): Promise<never> => {
    const { browserToken } = await signUp(deps, request, input);
    await setCookie('sign-up', browserToken);
    redirect('/verify-email');
  },
);
