'use server';

import { disownSignIn } from '@/lib/sign-in/disown-sign-in';
import { disownSignInSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';

export const disownSignInAction = publicAction(
  disownSignInSchema,
  async (deps, request, input): Promise<null> => {
    await disownSignIn(deps, request, input);
    return null;
  },
);
