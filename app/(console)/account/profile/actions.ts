'use server';

import { revalidatePath } from 'next/cache';
import { profileSchema } from '@/lib/accounts/schema';
import { updateProfile, type ProfileInput } from '@/lib/accounts/update-profile';
import { noFieldsSchema } from '@/lib/sessions/schema';
import { cancelEmailChange } from '@/lib/sign-in/cancel-email-change';
import { confirmEmailChangeByCode } from '@/lib/sign-in/confirm-email-change';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { resendEmailChange } from '@/lib/sign-in/resend-email-change';
import { confirmByCodeSchema, emailChangeSchema } from '@/lib/sign-in/schema';
import { accountAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';

export const updateProfileAction = accountAction(
  profileSchema,
  async (deps, grant, input): Promise<ProfileInput> => {
    const profile = await updateProfile(deps, grant, input);
    // The name in the menu, and every time on every page.
    revalidatePath('/', 'layout');
    return profile;
  },
);

export const requestEmailChangeAction = accountAction(
  emailChangeSchema,
  async (deps, grant, input): Promise<null> => {
    await requestEmailChange(deps, grant, input);
    revalidatePath('/account/profile');
    return null;
  },
);

export const confirmEmailChangeByCodeAction = accountAction(
  confirmByCodeSchema,
  async (deps, grant, input): Promise<{ email: string }> => {
    const { email, sessionToken } = await confirmEmailChangeByCode(deps, grant, input);
    if (sessionToken !== null) await setCookie('session', sessionToken);
    // The address in the menu.
    revalidatePath('/', 'layout');
    return { email };
  },
);

export const resendEmailChangeAction = accountAction(
  noFieldsSchema,
  async (deps, grant): Promise<null> => {
    await resendEmailChange(deps, grant);
    revalidatePath('/account/profile');
    return null;
  },
);

export const cancelEmailChangeAction = accountAction(
  noFieldsSchema,
  async (deps, grant): Promise<null> => {
    await cancelEmailChange(deps, grant);
    revalidatePath('/account/profile');
    return null;
  },
);
