import type { AuditState } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import { updateKey } from './repository';
import { requireKnownLimits } from './require-known-limits';
import type { UpdateApiKeyInput } from './schema';
import { recordKeyEvent, withKey } from './with-key';

const editable = ['name', 'environment', 'allowedModels', 'allowedServices', 'ipRanges'] as const;

/** Renames a key or changes what it is limited to. What is left out, or is as before, stays. */
export async function updateApiKey(
  deps: Deps,
  grant: Grant<'api-key.update'>,
  input: UpdateApiKeyInput,
): Promise<{ keyId: string }> {
  return withKey(deps, grant, input.keyId, async (tx, key) => {
    if (key.status === 'revoked') {
      throw new AppError('conflict', 'This key is revoked, and can no longer be changed.');
    }
    const before: AuditState = {};
    const after: AuditState = {};
    for (const field of editable) {
      const value = input[field];
      if (value === undefined || String(value) === String(key[field])) continue;
      before[field] = key[field];
      after[field] = value;
    }
    const changed = Object.keys(after);
    if (changed.length === 0) return { keyId: key.id };
    if (changed.some((field) => field.startsWith('allowed'))) {
      await requireKnownLimits(deps, tx, {
        allowedModels: input.allowedModels ?? key.allowedModels,
        allowedServices: input.allowedServices ?? key.allowedServices,
      });
    }
    const change = Object.fromEntries(changed.map((field) => [field, after[field]]));
    await updateKey(tx, grant.organizationId, key.id, change, deps.clock.now());
    await recordKeyEvent(deps, tx, grant, 'api-key.updated', key, { before, after });
    return { keyId: key.id };
  });
}
