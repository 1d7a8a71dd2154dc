import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import type { Deps } from '@/lib/platform/deps';
import { signInsPerAccount, signInsPerDevice, signInsPerNetwork, signInsPerPair } from './limits';

export const tooManySignIns = 'There were too many attempts to sign in.';

/**
 * Counts an attempt at an account by its password. A browser that the account knows has a count of its own and is outside
 * all others.
 * @throws AppError `rate-limited`
 */
export async function takeSignInAttempt(
  deps: Deps,
  network: string,
  email: string,
  knownDevice: string | null,
): Promise<void> {
  const what = tooManySignIns;
  if (knownDevice !== null) {
    await requireWithinLimit(deps, signInsPerDevice, limitKey(email, knownDevice), what);
    return;
  }
  // One after the other: what its network is refused does not use up the account's, or one attacker could do that alone.
  await requireWithinLimit(deps, signInsPerNetwork, limitKey(network), what);
  await requireWithinLimit(deps, signInsPerPair, limitKey(network, email), what);
  await requireWithinLimit(deps, signInsPerAccount, limitKey(email), what);
}
