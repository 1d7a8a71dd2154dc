import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { notifyOwner } from './key-notice';
import { updateKeyStatus } from './repository';
import type { ApiKeyIdInput } from './schema';
import { recordKeyEvent, withKey } from './with-key';

/** Ends a key for good. Whoever asks for what is done already gets the same answer, and leaves no second event. */
export async function revokeApiKey(
  deps: Deps,
  grant: Grant<'api-key.revoke'>,
  { keyId }: ApiKeyIdInput,
): Promise<{ keyId: string; state: 'revoked' }> {
  return withKey(deps, grant, keyId, async (tx, key) => {
    const move = { from: ['active', 'disabled', 'suspended'], to: 'revoked' } as const;
    if (await updateKeyStatus(tx, grant.organizationId, keyId, move, deps.clock.now())) {
      await recordKeyEvent(deps, tx, grant, 'api-key.revoked', key, {
        before: { state: key.status },
        after: { state: 'revoked' },
      });
      await notifyOwner(deps, tx, grant, key, 'revoked');
    }
    return { keyId, state: 'revoked' } as const;
  });
}
