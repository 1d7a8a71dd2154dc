import type { PolicyKeys } from '@/lib/policy/policy-keys';
import { selectKeysUnderPolicy, updateKeyEnds } from './lifetime-repository';

/**
 * What a policy does to the keys. Runs under the lock of the organization, which creating a key takes too, so that none
 * is made meanwhile that lives longer. The data plane hears of each key by the trigger `api_keys_notify`.
 */
export const keysUnderPolicy: PolicyKeys = {
  list: selectKeysUnderPolicy,

  async applyMaximum(tx, organizationId, maxKeyDays, now) {
    const ends = await updateKeyEnds(tx, organizationId, maxKeyDays, now);
    const ended = ends.filter((endsAt) => endsAt !== null && endsAt <= now).length;
    return { ended, moved: ends.length - ended };
  },
};
