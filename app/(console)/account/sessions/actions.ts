'use server';

import { revalidatePath } from 'next/cache';
import { revokeOtherSessions } from '@/lib/sessions/revoke-other-sessions';
import { revokeSession } from '@/lib/sessions/revoke-session';
import { noFieldsSchema, revokeSessionSchema } from '@/lib/sessions/schema';
import { accountAction } from '@/lib/web/actions';

export const revokeSessionAction = accountAction(
  revokeSessionSchema,
  async (deps, grant, input): Promise<null> => {
    await revokeSession(deps, grant, input);
    revalidatePath('/account/sessions');
    return null;
  },
);

export const revokeOtherSessionsAction = accountAction(
  noFieldsSchema,
  async (deps, grant): Promise<{ revoked: number }> => {
    const result = await revokeOtherSessions(deps, grant);
    revalidatePath('/account/sessions');
    return result;
  },
);
