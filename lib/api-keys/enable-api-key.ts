import type { Grant } from '@/lib/authz/authorize';
import { selectMember } from '@/lib/orgs/member-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { notifyOwner } from './key-notice';
import { decideEnable, mayHoldKeys, stateOf } from './model';
import { refuseSwitch } from './refuse-switch';
import { updateKeyStatus, type KeyRow } from './repository';
import type { ApiKeyIdInput } from './schema';
import { recordKeyEvent, withKey } from './with-key';

/** Switches a key on again, if its owner may still hold it. Saying it twice changes nothing. */
export async function enableApiKey(
  deps: Deps,
  grant: Grant<'api-key.update'>,
  { keyId }: ApiKeyIdInput,
): Promise<{ keyId: string; state: 'active' }> {
  const enable = async (tx: OrgTx, key: KeyRow) => {
    const now = deps.clock.now();
    const owner = await selectMember(tx, grant.organizationId, key.ownerUserId);
    const mayHold = owner !== null && mayHoldKeys(owner, key.teamId);
    const decision = decideEnable(stateOf(key, now), mayHold);
    if (decision !== 'change' && decision !== 'unchanged') throw refuseSwitch(decision);
    const move = { from: ['disabled', 'suspended'], to: 'active' } as const;
    if (await updateKeyStatus(tx, grant.organizationId, keyId, move, now)) {
      await recordKeyEvent(deps, tx, grant, 'api-key.enabled', key, {
        before: { state: key.status },
        after: { state: 'active' },
      });
      await notifyOwner(deps, tx, grant, key, 'enabled');
    }
    return { keyId, state: 'active' } as const;
  };
  return withKey(deps, grant, keyId, enable, { holdRoles: true });
}
