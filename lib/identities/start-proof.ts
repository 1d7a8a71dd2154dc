import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { selectTotpFactor } from '@/lib/mfa/repository';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { safeNextPath } from '@/lib/sign-in/model';
import { issuerOf } from './issuers';
import { requireFewHandshakes } from './limits';
import type { Provider } from './model';
import { openHandshake } from './open-handshake';
import { selectIdentities } from './repository';
import type { StartProofInput } from './schema';

/**
 * The providers at which a person can prove once more who they are. None where there is an authenticator app: an open
 * browser at a provider is less than that, as a password is.
 */
export async function selectProofProviders(
  deps: Pick<Deps, 'oauth'>,
  tx: SystemTx,
  userId: string,
): Promise<Provider[]> {
  if ((await selectTotpFactor(tx, userId)) !== null) return [];
  const linked = await selectIdentities(tx, userId);
  return linked
    .filter(({ provider, issuer }) => issuerOf(deps.oauth, provider) === issuer)
    .map(({ provider }) => provider);
}

export async function listProofProviders(
  deps: Pick<Deps, 'db' | 'oauth'>,
  { userId }: PersonGrant,
): Promise<Provider[]> {
  return asSystem(deps.db, 'oauth', (tx) => selectProofProviders(deps, tx, userId));
}

/**
 * Begins a proof for one sensitive act at a provider, in the session that is open.
 * @throws AppError `conflict` where the person has no such way (any more); `unauthenticated`, `rate-limited`.
 */
export async function startProof(
  deps: Deps,
  { userId, sessionId }: PersonGrant,
  { provider, act, returnTo }: StartProofInput,
): Promise<{ handshakeToken: string }> {
  if (sessionId === null)
    throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  await requireFewHandshakes(deps, sessionId);
  const handshakeToken = await asSystem(deps.db, 'oauth', async (tx) => {
    if (!(await selectProofProviders(deps, tx, userId)).includes(provider)) {
      throw new AppError(
        'conflict',
        'How you sign in was changed meanwhile. Close this and start again.',
      );
    }
    return openHandshake(deps, tx, {
      provider,
      purpose: 'step-up',
      person: { userId, sessionId },
      act,
      returnTo: safeNextPath(returnTo, deps.config.appUrl),
    });
  });
  return { handshakeToken };
}
