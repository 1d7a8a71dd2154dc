'use server';

import { revalidatePath } from 'next/cache';
import { profileSchema } from '@/lib/accounts/schema';
import { updateProfile, type ProfileInput } from '@/lib/accounts/update-profile';
import { accountAction } from '@/lib/web/actions';

export const updateProfileAction = accountAction(
  profileSchema,
  async (deps, grant, input): Promise<ProfileInput> => {
    const profile = await updateProfile(deps, grant, input);
    // The name in the menu, and every time on every page.
    revalidatePath('/', 'layout');
    return profile;
  },
);
