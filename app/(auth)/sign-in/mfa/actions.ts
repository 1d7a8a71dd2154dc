'use server';

import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { secondFactorSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';
import { readCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';

export const secondFactorAction = publicAction(
  secondFactorSchema,
  async (deps, request, { next, ...proof }): Promise<never> => {
    const result = await completeSecondFactor(deps, request, proof, {
      sessionToken: await readCookie('session'),
      deviceToken: await readCookie('device'),
      challengeToken: await readCookie('challenge'),
    });
    return enter(deps, result, next);
  },
);
