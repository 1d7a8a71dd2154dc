'use server';

import { redirect } from 'next/navigation';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { resetPasswordSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';
import { clearCookie, setCookie } from '@/lib/web/cookies';

export const resetPasswordAction = publicAction(
  resetPasswordSchema,
  async (deps, request, input): Promise<never> => {
    const { deviceToken } = await resetPassword(deps, request, input);
    await setCookie('device', deviceToken);
    await clearCookie('session');
    redirect('/sign-in?notice=password-set');
  },
);
