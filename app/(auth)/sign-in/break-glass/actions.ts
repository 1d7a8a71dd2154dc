'use server';

import { emergencySignInSchema } from '@/lib/sign-in/schema';
import { signInWithBreakGlass } from '@/lib/sign-in/sign-in-with-break-glass';
import { publicAction } from '@/lib/web/actions';
import { readCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';

export const emergencySignInAction = publicAction(
  emergencySignInSchema,
  async (deps, request, input): Promise<never> => {
    const { result, slug } = await signInWithBreakGlass(deps, request, input, {
      sessionToken: await readCookie('session'),
      deviceToken: await readCookie('device'),
    });
    return enter(deps, result, `/orgs/${slug}/settings/sso/break-glass`);
  },
);
