import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { hasTotpFactor } from '@/lib/mfa/repository';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { safeNextPath } from '@/lib/sign-in/model';
import { beginProofRequest } from '@/lib/sso/begin-request';
import { serviceProviderAddresses } from '@/lib/sso/service-provider';
import { ssoPerSession } from './limits';
import { selectConnectionOfSession } from './repository';
import type { StartSsoProofInput } from './schema';

type Asking = { userId: string; sessionId: string | null };

/**
 * The connection at which a person can prove once more who they are: the one of their session. None where there is an
 * authenticator app, which is more.
 */
export async function selectProofConnection(
  tx: SystemTx,
  { userId, sessionId }: Asking,
): ReturnType<typeof selectConnectionOfSession> {
  if (sessionId === null || (await hasTotpFactor(tx, userId))) return null;
  return selectConnectionOfSession(tx, { id: sessionId, userId });
}

/** Whether a person can prove at their identity provider who they are. */
export async function offersSsoProof(deps: Pick<Deps, 'db'>, grant: PersonGrant): Promise<boolean> {
  return asSystem(deps.db, 'sso', async (tx) => (await selectProofConnection(tx, grant)) !== null);
}

/**
 * Begins a proof for one sensitive act at the identity provider, which has to ask the person anew (ForceAuthn).
 * @throws AppError `conflict` where the session has no such way (any more); `unauthenticated`, `rate-limited`.
 */
export async function startSsoProof(
  deps: Deps,
  grant: PersonGrant,
  { act, returnTo }: StartSsoProofInput,
): Promise<{ url: string; handshakeToken: string }> {
  const { userId, sessionId } = grant;
  if (sessionId === null) {
    throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  }
  const what = 'You went to your identity provider many times.';
  await requireWithinLimit(deps, ssoPerSession, limitKey(sessionId), what);
  return asSystem(deps.db, 'sso', async (tx) => {
    const connection = await selectProofConnection(tx, grant);
    if (connection === null) {
      throw new AppError(
        'conflict',
        'How you sign in was changed meanwhile. Close this and start again.',
      );
    }
    const { requestId, handshakeToken } = await beginProofRequest(deps, tx, {
      ...connection,
      ...{ userId, sessionId, act, returnTo: safeNextPath(returnTo, deps.config.appUrl) },
    });
    const { loginUrl } = serviceProviderAddresses(deps.config, connection.connectionId);
    return { url: `${loginUrl}?request=${requestId}`, handshakeToken };
  });
}
