import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { safeNextPath } from '@/lib/sign-in/model';
import { requireOffered } from './issuers';
import { handshakesPerNetwork } from './limits';
import { openHandshake } from './open-handshake';
import type { StartSignInInput } from './schema';

/**
 * Begins a sign-in at a provider.
 * @returns the token that makes this the browser which may come back.
 * @throws AppError `not-found` for a provider that is not set up, `rate-limited`.
 */
export async function startSignIn(
  deps: Deps,
  request: RequestContext,
  { provider, next, timeZone }: StartSignInInput,
): Promise<{ handshakeToken: string }> {
  requireOffered(deps.oauth, provider);
  const network = limitKey(networkOf(request.ip));
  const what = 'There were many sign-ins from your network.';
  await requireWithinLimit(deps, handshakesPerNetwork, network, what);
  const handshakeToken = await asSystem(deps.db, 'oauth', (tx) =>
    openHandshake(deps, tx, {
      provider,
      purpose: 'sign-in',
      person: null,
      returnTo: safeNextPath(next, deps.config.appUrl),
      timeZone,
    }),
  );
  return { handshakeToken };
}
