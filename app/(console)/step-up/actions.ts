'use server';

import type { StepUpMethod } from '@/lib/sign-in/model';
import { listStepUpMethods, proveAgain } from '@/lib/sign-in/prove-again';
import { nothingSchema, proveAgainSchema } from '@/lib/sign-in/schema';
import { accountAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';

/** By what a person can confirm who they are, asked when an act needs it: another window may have changed it. */
export const listStepUpMethodsAction = accountAction(
  nothingSchema,
  (deps, grant): Promise<StepUpMethod[]> => listStepUpMethods(deps, grant),
);

/** Step-up: the proof that a sensitive act asks for when the last one is ten minutes old. */
export const proveAgainAction = accountAction(
  proveAgainSchema,
  async (deps, grant, input): Promise<null> => {
    const { sessionToken } = await proveAgain(deps, grant, input);
    await setCookie('session', sessionToken);
    return null;
  },
);
