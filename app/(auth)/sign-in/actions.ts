'use server';

import { startSignInSchema } from '@/lib/identities/schema';
import { startSignIn } from '@/lib/identities/start-sign-in';
import { publicAction } from '@/lib/web/actions';
import { leaveForProvider } from '@/lib/web/oauth/leave';

/** The way to Google or GitHub: the page goes to the address that this answers. */
export const startOAuthAction = publicAction(
  startSignInSchema,
  async (deps, request, input): Promise<{ url: string }> => {
    const { handshakeToken } = await startSignIn(deps, request, input);
    return leaveForProvider(deps, input.provider, handshakeToken);
  },
);
