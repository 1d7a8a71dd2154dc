'use server';

import { changePassword } from '@/lib/sign-in/change-password';
import { changePasswordSchema } from '@/lib/sign-in/schema';
import { accountAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';

export const changePasswordAction = accountAction(
  changePasswordSchema,
  async (deps, grant, input): Promise<null> => {
    const { sessionToken } = await changePassword(deps, grant, input);
    await setCookie('session', sessionToken);
    return null;
  },
);
