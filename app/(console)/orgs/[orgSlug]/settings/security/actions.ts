'use server';

import { revalidatePath } from 'next/cache';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import {
  updateAuditRetentionSchema,
  previewPolicySchema,
  updatePolicySchema,
} from '@/lib/policy/schema';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { updateAuditRetention } from '@/lib/policy/update-audit-retention';
import { updatePolicyWith } from '@/lib/policy/update-policy';
import { orgAction } from '@/lib/web/actions';

const updatePolicy = updatePolicyWith(keysUnderPolicy);

export const previewPolicyAction = orgAction(
  'policy.update',
  previewPolicySchema,
  previewPolicyWith(keysUnderPolicy),
);

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
