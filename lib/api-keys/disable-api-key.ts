import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { notifyOwner } from './key-notice';
import { decideDisable, stateOf } from './model';
import { refuseSwitch } from './refuse-switch';
import { updateKeyStatus } from './repository';
import type { ApiKeyIdInput } from './schema';
import { recordKeyEvent, withKey } from './with-key';

/** Switches a key off, until it is enabled again. Saying it twice changes nothing. */
export async function disableApiKey(
  deps: Deps,
  grant: Grant<'api-key.update'>,
  { keyId }: ApiKeyIdInput,
): Promise<{ keyId: string; state: 'disabled' }> {
  return withKey(deps, grant, keyId, async (tx, key) => {
    const now = deps.clock.now();
    const decision = decideDisable(stateOf(key, now));
    if (decision !== 'change' && decision !== 'unchanged') throw refuseSwitch(decision);
    const move = { from: ['active', 'suspended'], to: 'disabled' } as const;
    if (await updateKeyStatus(tx, grant.organizationId, keyId, move, now)) {
      await recordKeyEvent(deps, tx, grant, 'api-key.disabled', key, {
        before: { state: key.status },
        after: { state: 'disabled' },
      });
      await notifyOwner(deps, tx, grant, key, 'disabled');
    }
    return { keyId, state: 'disabled' } as const;
  });
}
