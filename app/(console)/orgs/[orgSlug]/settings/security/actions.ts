'use server';

import { revalidatePath } from 'next/cache';
import { updateAuditRetentionSchema, updatePolicySchema } from '@/lib/policy/schema';
import { updateAuditRetention } from '@/lib/policy/update-audit-retention';
import { updatePolicy } from '@/lib/policy/update-policy';
import { orgAction } from '@/lib/web/actions';

export const updatePolicyAction = orgAction(
  'policy.update',
  updatePolicySchema,
  async (deps, grant, input): Promise<null> => {
    await updatePolicy(deps, grant, input);
    // The page says whom it concerns, and the frame how long they have.
    revalidatePath('/orgs/[orgSlug]', 'layout');
    return null;
  },
);

export const updateAuditRetentionAction = orgAction(
  'policy.update',
  updateAuditRetentionSchema,
  async (deps, grant, input): Promise<null> => {
    await updateAuditRetention(deps, grant, input);
    revalidatePath('/orgs/[orgSlug]/settings/security', 'page');
    return null;
  },
);
