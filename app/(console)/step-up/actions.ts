'use server';

import type { Provider } from '@/lib/identities/model';
import { startProofSchema } from '@/lib/identities/schema';
import { listProofProviders, startProof } from '@/lib/identities/start-proof';
import type { StepUpMethod } from '@/lib/sign-in/model';
import { listStepUpMethods, proveAgain } from '@/lib/sign-in/prove-again';
import { nothingSchema, proveAgainSchema } from '@/lib/sign-in/schema';
import { startSsoProofSchema } from '@/lib/sso-sign-in/schema';
import { offersSsoProof, startSsoProof } from '@/lib/sso-sign-in/start-proof';
import { accountAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';
import { leaveForProvider } from '@/lib/web/oauth/leave';

/** By what a person can confirm who they are, asked when an act needs it: another window may have changed it. */
export const listStepUpMethodsAction = accountAction(
  nothingSchema,
  async (
    deps,
    grant,
  ): Promise<{
    methods: StepUpMethod[];
    providers: Provider[];
    sso: boolean;
  }> => ({
    methods: await listStepUpMethods(deps, grant),
    providers: await listProofProviders(deps, grant),
    sso: await offersSsoProof(deps, grant),
  }),
  { evenIfBound: true },
);

/** Step-up: the proof that a sensitive act asks for when the last one is ten minutes old. */
export const proveAgainAction = accountAction(
  proveAgainSchema,
  async (deps, grant, input): Promise<null> => {
    const { sessionToken } = await proveAgain(deps, grant, input);
    await setCookie('session', sessionToken);
    return null;
  },
  { evenIfBound: true },
);

/** Step-up at Google or GitHub. Google is asked to have the person prove themselves anew; GitHub knows no such wish. */
export const startProofAction = accountAction(
  startProofSchema,
  async (deps, grant, input): Promise<{ url: string }> => {
    const { handshakeToken } = await startProof(deps, grant, input);
    const anew = { prompt: 'login', max_age: '0' };
    const { provider } = input;
    return leaveForProvider(deps, provider, handshakeToken, provider === 'google' ? anew : {});
  },
  { evenIfBound: true },
);

/** Step-up at the identity provider that opened the session, which is told to ask the person anew. */
export const startSsoProofAction = accountAction(
  startSsoProofSchema,
  async (deps, grant, input): Promise<{ url: string }> => {
    const { url, handshakeToken } = await startSsoProof(deps, grant, input);
    await setCookie('saml-handshake', handshakeToken);
    return { url };
  },
  { evenIfBound: true },
);
