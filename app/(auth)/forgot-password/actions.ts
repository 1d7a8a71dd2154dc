'use server';

import { requestPasswordReset } from '@/lib/accounts/request-password-reset';
import { forgotPasswordSchema } from '@/lib/accounts/schema';
import { publicAction } from '@/lib/web/actions';

export const requestResetAction = publicAction(
  forgotPasswordSchema,
  async (deps, request, input): Promise<{ email: string }> => {
    await requestPasswordReset(deps, request, input);
    return { email: input.email };
  },
);
