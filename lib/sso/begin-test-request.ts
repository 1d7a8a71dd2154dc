import { addSeconds } from '@/lib/platform/clock';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { createRequestId } from './saml/authn-request';
import { insertRequest, type SavedRequest } from './saml/protocol-repository';

/** How long somebody may stay at the identity provider. */
const requestSeconds = 10 * 60;

type Beginning = Pick<
  SavedRequest,
  'connectionId' | 'organizationId' | 'version' | 'userId' | 'sessionId' | 'returnTo'
>;

/**
 * Writes down a test that is about to be sent. Only the ID of the request, which nobody can guess, travels with it, as ID
 * and as RelayState (SAML bindings 2.0, section 3.5.3): where the way leads back to is nobody's to choose on the way.
 */
export async function beginTestRequest(
  deps: Pick<Deps, 'clock' | 'random'>,
  tx: SystemTx,
  beginning: Beginning,
): Promise<{ requestId: string }> {
  const createdAt = deps.clock.now();
  const requestId = createRequestId(randomToken(deps.random));
  await insertRequest(tx, requestId, {
    ...beginning,
    ...{ purpose: 'test', browserHash: null, act: null, forceAuthn: false, timeZone: 'UTC' },
    ...{ createdAt, expiresAt: addSeconds(createdAt, requestSeconds) },
  });
  return { requestId };
}
