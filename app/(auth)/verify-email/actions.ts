'use server';

import { resendSignUpMail } from '@/lib/accounts/resend-sign-up-mail';
import {
  confirmSignUpByCode,
  confirmSignUpByLink,
  type ConfirmingBrowser,
} from '@/lib/sign-in/confirm-sign-up';
import type { Deps } from '@/lib/platform/deps';
import type { SignInResult } from '@/lib/sign-in/model';
import { confirmByCodeSchema, confirmByLinkSchema, resendSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';
import { clearCookie, readCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';

async function confirmingBrowser(): Promise<ConfirmingBrowser> {
  return {
    sessionToken: await readCookie('session'),
    deviceToken: await readCookie('device'),
    signUpToken: await readCookie('sign-up'),
  };
}

async function begin(deps: Deps, result: SignInResult): Promise<never> {
  await clearCookie('sign-up');
  return enter(deps, result, '/welcome');
}

export const confirmByLinkAction = publicAction(
  confirmByLinkSchema,
  async (deps, request, input): Promise<never> =>
    begin(deps, await confirmSignUpByLink(deps, request, input, await confirmingBrowser())),
);

export const confirmByCodeAction = publicAction(
  confirmByCodeSchema,
  async (deps, request, input): Promise<never> =>
    begin(deps, await confirmSignUpByCode(deps, request, input, await confirmingBrowser())),
);

export const resendAction = publicAction(resendSchema, async (deps): Promise<null> => {
  await resendSignUpMail(deps, await readCookie('sign-up'));
  return null;
});
