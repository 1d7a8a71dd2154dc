'use server';

import { redirect } from 'next/navigation';
import { resendSignUpMail } from '@/lib/accounts/resend-sign-up-mail';
import {
  confirmSignUpByCode,
  confirmSignUpByLink,
  type ConfirmingBrowser,
} from '@/lib/sign-in/confirm-sign-up';
import type { SignInResult } from '@/lib/sign-in/model';
import { confirmByCodeSchema, confirmByLinkSchema, resendSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';
import { clearCookie, readCookie, setCookie } from '@/lib/web/cookies';

async function confirmingBrowser(): Promise<ConfirmingBrowser> {
  return {
    sessionToken: await readCookie('session'),
    deviceToken: await readCookie('device'),
    signUpToken: await readCookie('sign-up'),
  };
}

async function enter({ sessionToken, deviceToken }: SignInResult): Promise<never> {
  await setCookie('session', sessionToken);
  await setCookie('device', deviceToken);
  await clearCookie('sign-up');
  redirect('/welcome');
}

export const confirmByLinkAction = publicAction(
  confirmByLinkSchema,
  async (deps, request, input): Promise<never> =>
    enter(await confirmSignUpByLink(deps, request, input, await confirmingBrowser())),
);

export const confirmByCodeAction = publicAction(
  confirmByCodeSchema,
  async (deps, request, input): Promise<never> =>
    enter(await confirmSignUpByCode(deps, request, input, await confirmingBrowser())),
);

export const resendAction = publicAction(resendSchema, async (deps): Promise<null> => {
  await resendSignUpMail(deps, await readCookie('sign-up'));
  return null;
});
