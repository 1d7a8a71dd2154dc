'use server';

import { startSignInSchema } from '@/lib/identities/schema';
import { startSignIn } from '@/lib/identities/start-sign-in';
import { signInFormSchema } from '@/lib/sign-in/schema';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { publicAction } from '@/lib/web/actions';
import { readCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';
import { leaveForProvider } from '@/lib/web/oauth/leave';

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

/** The way to Google or GitHub: the page goes to the address that this answers. */
export const startOAuthAction = publicAction(
  startSignInSchema,
  async (deps, request, input): Promise<{ url: string }> => {
    const { handshakeToken } = await startSignIn(deps, request, input);
    return leaveForProvider(deps, input.provider, handshakeToken);
  },
);
