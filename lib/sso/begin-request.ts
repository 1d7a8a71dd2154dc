import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { handshakeSeconds } from './model';
import { createRequestId } from './saml/authn-request';
import { insertRequest, type SavedRequest } from './saml/protocol-repository';

type BeginDeps = Pick<Deps, 'clock' | 'random'>;

type Beginning = Pick<SavedRequest, 'connectionId' | 'organizationId' | 'version' | 'returnTo'>;

/** Who is signed in already, and in which session. */
type Asking = { userId: string; sessionId: string };

/** A way that only the browser ends in which it began. */
export type BegunRequest = {
  requestId: string;
  /** For the cookie of that browser. */
  handshakeToken: string;
};

/** Writes down a test that is about to be sent. It opens nothing, whichever browser ends it. */
export async function beginTestRequest(
  deps: BeginDeps,
  tx: SystemTx,
  { userId, sessionId, ...beginning }: Beginning & { userId: string; sessionId: string | null },
): Promise<{ requestId: string }> {
  return begin(deps, tx, {
    ...beginning,
    ...{ purpose: 'test', userId, sessionId, act: null, forceAuthn: false },
    ...{ browserHash: null, timeZone: 'UTC' },
  });
}

/** The same of a sign-in. */
export async function beginSignInRequest(
  deps: BeginDeps,
  tx: SystemTx,
  beginning: Beginning & Pick<SavedRequest, 'timeZone'>,
): Promise<BegunRequest> {
  return beginInBrowser(deps, tx, {
    ...beginning,
    ...{ purpose: 'sign-in', userId: null, sessionId: null, act: null, forceAuthn: false },
  });
}

/** The same of a proof for one sensitive act, for which the person has to sign in anew at the identity provider. */
export async function beginProofRequest(
  deps: BeginDeps,
  tx: SystemTx,
  beginning: Beginning & Asking & { act: NonNullable<SavedRequest['act']> },
): Promise<BegunRequest> {
  return beginInBrowser(deps, tx, {
    ...beginning,
    ...{ purpose: 'step-up', forceAuthn: true, timeZone: 'UTC' },
  });
}

async function beginInBrowser(
  deps: BeginDeps,
  tx: SystemTx,
  request: Omit<SavedRequest, 'createdAt' | 'browserHash'>,
): Promise<BegunRequest> {
  const handshakeToken = randomToken(deps.random);
  const browserHash = sha256(handshakeToken);
  const { requestId } = await begin(deps, tx, { ...request, browserHash });
  return { requestId, handshakeToken };
}

/**
 * Only the ID of the request, which nobody can guess, travels with it, as ID and as RelayState (SAML bindings 2.0, section
 * 3.5.3): what it is for, and where the way leads back to, is nobody's to choose on the way.
 */
async function begin(
  deps: BeginDeps,
  tx: SystemTx,
  request: Omit<SavedRequest, 'createdAt'>,
): Promise<{ requestId: string }> {
  const createdAt = deps.clock.now();
  const requestId = createRequestId(randomToken(deps.random));
  const expiresAt = addSeconds(createdAt, handshakeSeconds);
  await insertRequest(tx, requestId, { ...request, createdAt, expiresAt });
  return { requestId };
}
