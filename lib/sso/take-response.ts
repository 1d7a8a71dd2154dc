import { limitKey } from '@/lib/accounts/limits';
import { AppError, notFound } from '@/lib/kernel/errors';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';
import type { RequestContext } from '@/lib/platform/request-context';
import { openConnection, type OpenConnection } from './open-connection';
import { recordTest } from './record-test';
import { SamlRefusal, type Assertion } from './saml/model';
import { consumeAssertion, consumeRequest, type SavedRequest } from './saml/protocol-repository';
import { validateResponse } from './saml/validate-response';

/** What an identity provider's browser posts. */
export type PostedResponse = {
  connectionId: string;
  samlResponse: string;
  relayState: string;
};

/** Responses that one connection takes; each costs some verifying. */
const responsesPerConnection: Limit = { name: 'saml-acs', points: 600, windowSeconds: 60 };

/**
 * Takes the answer to a test of a connection. The request is used up before anything is looked at, so that a response that
 * comes twice, or twenty times at once, comes once. What is wrong with it is told to the Admin who tests and to nobody else.
 * @returns where the browser goes on: the page of the connection, which asks for a session itself.
 * @throws AppError `not-found` where no request of this connection waits for it; `rate-limited`.
 */
export async function takeTestResponse(
  deps: Deps,
  request: RequestContext,
  posted: PostedResponse,
): Promise<{ returnTo: string }> {
  const { connectionId } = posted;
  const allowance = await deps.limits.consume(responsesPerConnection, limitKey(connectionId));
  if (!allowance.allowed) {
    throw new AppError(
      'rate-limited',
      'There are many sign-ins right now. Try again in a moment.',
      {
        retryAfterSeconds: allowance.retryAfterSeconds,
      },
    );
  }
  const begun = await asSystem(deps.db, 'sso', (tx) => begin(deps, tx, posted));
  if (begun === null) throw notFound('sign-in');
  const { saved, open } = begun;
  const outcome = await judge(deps, begun, posted);
  await asSystem(deps.db, 'sso', async (tx) => {
    const now = deps.clock.now();
    const isUsable =
      outcome instanceof SamlRefusal ||
      (await consumeAssertion(tx, { connectionId, assertion: outcome, now }));
    const result = isUsable ? outcome : new SamlRefusal('replay');
    await recordTest(deps, tx, request, { saved, open, outcome: result });
  });
  return { returnTo: saved.returnTo };
}

type Begun = { saved: SavedRequest; open: OpenConnection };

async function begin(
  deps: Deps,
  tx: SystemTx,
  { connectionId, relayState }: Pick<PostedResponse, 'connectionId' | 'relayState'>,
): Promise<Begun | null> {
  const now = deps.clock.now();
  const saved = await consumeRequest(tx, { connectionId, requestId: relayState, now });
  const open = saved && (await openConnection(deps, tx, connectionId, saved.version));
  return saved !== null && open !== null ? { saved, open } : null;
}

async function judge(
  deps: Deps,
  { open }: Begun,
  { samlResponse, relayState }: PostedResponse,
): Promise<Assertion | SamlRefusal> {
  const { serviceProvider, identityProvider } = open;
  try {
    return await validateResponse({
      ...{ serviceProvider, identityProvider, samlResponse },
      inResponseTo: relayState,
      forceAuthnSince: null,
      now: deps.clock.now(),
    });
  } catch (error) {
    if (error instanceof SamlRefusal) return error;
    throw error;
  }
}
