'use server';

import { revalidatePath } from 'next/cache';
import { createCode } from '@/lib/break-glass/create-code';
import { removeCode } from '@/lib/break-glass/remove-code';
import { adminSchema, nothingSchema } from '@/lib/break-glass/schema';
import { orgAction } from '@/lib/web/actions';

/** The page itself is loaded anew once the code was saved: not while it is shown. */
export const createCodeAction = orgAction('sso.update', nothingSchema, createCode);

export const removeCodeAction = orgAction(
  'sso.update',
  adminSchema,
  async (deps, grant, input): Promise<null> => {
    await removeCode(deps, grant, input);
    // The frame says where nobody is left.
    revalidatePath('/orgs/[orgSlug]', 'layout');
    return null;
  },
);
