import { limitKey } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { AppError, notFound } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';
import { randomToken } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import { selectConnectionOnTheWay } from './connection-repository';
import { unsolicitedTicketSeconds } from './model';
import { openConnection, type OpenConnection } from './open-connection';
import { personOf } from './person';
import { recordSsoRefusal } from './record-refusal';
import { recordTest } from './record-test';
import { SamlRefusal, type Assertion } from './saml/model';
import {
  consumeAssertion,
  consumeRequest,
  type RequestPurpose,
  type SavedRequest,
} from './saml/protocol-repository';
import { validateResponse } from './saml/validate-response';
import { insertUnsolicited, updateAnswered } from './ticket-repository';

/** What an identity provider's browser posts. */
export type PostedResponse = {
  connectionId: string;
  samlResponse: string;
  relayState: string;
};

/** What comes of it. Nobody is signed in yet: that takes the ticket, in the browser that began. */
export type ResponseEnd =
  | { status: 'tested'; returnTo: string }
  | { status: 'answered'; purpose: Exclude<RequestPurpose, 'test'>; ticket: string }
  | { status: 'refused' };

/**
 * Responses that one connection takes of one network; each costs some verifying. Of each network by itself: anybody can
 * post, and whoever floods it must not keep a company's people out.
 */
const responsesPerNetwork: Limit = {
  name: 'saml-acs',
  points: 600,
  windowSeconds: 60,
  of: 'network',
};
/** Events about responses that nobody waits for, which anybody can post. */
const strayEvents: Limit = { name: 'saml-stray', points: 20, windowSeconds: 60 * 60 };
/** The same about those that were looked at, of one network: anybody can begin a sign-in, and post to it what they like. */
const refusalEvents: Limit = { name: 'saml-refused', points: 100, windowSeconds: 60 * 60 };
/** And of all together. */
const allRefusalEvents: Limit = { name: 'saml-refused-all', points: 1000, windowSeconds: 60 * 60 };

/**
 * Takes the answer of an identity provider. The request is used up before anything is looked at, so that a response that
 * comes twice, or twenty times at once, comes once. What is wrong with it is told to the Admins and to nobody else.
 * @throws AppError `not-found` where nothing waits for it, and the connection lets no identity provider begin;
 *   `rate-limited`.
 */
export async function takeResponse(
  deps: Deps,
  request: RequestContext,
  posted: PostedResponse,
): Promise<ResponseEnd> {
  await requireFewResponses(deps, request, posted.connectionId);
  const begun = await asSystem(deps.db, 'sso', (tx) => begin(deps, tx, request, posted));
  if (begun === null) throw notFound('sign-in');
  const judged = await judge(deps, begun, posted);
  return asSystem(deps.db, 'sso', async (tx): Promise<ResponseEnd> => {
    const outcome = await onlyOnce(deps, tx, begun, judged);
    const { saved, open } = begun;
    if (saved?.purpose === 'test') {
      await recordTest(deps, tx, request, { saved, open, outcome });
      return { status: 'tested', returnTo: saved.returnTo };
    }
    if (!(outcome instanceof SamlRefusal)) return answered(deps, tx, begun, posted, outcome);
    const { id: connectionId } = open.connection;
    const ofNetwork = limitKey(connectionId, networkOf(request.ip));
    const isToldOf =
      (await deps.limits.consume(refusalEvents, ofNetwork)).allowed &&
      (await deps.limits.consume(allRefusalEvents, limitKey(connectionId))).allowed;
    if (isToldOf) await recordRefusal(deps, tx, request, open.connection, outcome);
    return { status: 'refused' };
  });
}

async function requireFewResponses(
  deps: Deps,
  { ip }: RequestContext,
  connectionId: string,
): Promise<void> {
  const key = limitKey(connectionId, networkOf(ip));
  const allowance = await deps.limits.consume(responsesPerNetwork, key);
  if (allowance.allowed) return;
  throw new AppError('rate-limited', 'There are many sign-ins right now. Try again in a moment.', {
    retryAfterSeconds: allowance.retryAfterSeconds,
  });
}

/** `saved` is null where the identity provider began. */
type Begun = { saved: SavedRequest | null; open: OpenConnection };

async function begin(
  deps: Deps,
  tx: SystemTx,
  request: RequestContext,
  { connectionId, relayState }: PostedResponse,
): Promise<Begun | null> {
  const now = deps.clock.now();
  const saved = await consumeRequest(tx, { connectionId, requestId: relayState, now });
  const connection = await selectConnectionOnTheWay(tx, connectionId);
  if (connection === null) return null;
  const { activeVersion } = connection;
  // Whoever was asked by a version that is no longer in use, say for a key that was stolen, answers too late.
  const isInTime = saved?.purpose === 'test' || (saved && saved.version === activeVersion);
  const version = saved?.version ?? activeVersion;
  const mayBegin = saved === null && connection.allowsIdpInitiated;
  if (version !== null && (isInTime || mayBegin)) {
    const open = await openConnection(deps, tx, connectionId, version);
    return open && { saved, open };
  }
  if (activeVersion !== null) await recordStray(deps, tx, request, connection);
  return null;
}

type Refusing = { id: string; organizationId: string; name: string };

async function recordStray(
  deps: Deps,
  tx: SystemTx,
  request: RequestContext,
  connection: Refusing,
): Promise<void> {
  const { allowed } = await deps.limits.consume(strayEvents, limitKey(connection.id));
  if (allowed) await recordRefusal(deps, tx, request, connection, new SamlRefusal('request'));
}

async function recordRefusal(
  deps: Deps,
  tx: SystemTx,
  request: RequestContext,
  connection: Refusing,
  { message: check, expected, received }: SamlRefusal,
): Promise<void> {
  await recordSsoRefusal(deps, tx, request, connection, { check, expected, received });
}

async function judge(
  deps: Deps,
  { saved, open }: Begun,
  { samlResponse, relayState }: PostedResponse,
): Promise<Assertion | SamlRefusal> {
  const { serviceProvider, identityProvider } = open;
  try {
    return await validateResponse({
      ...{ serviceProvider, identityProvider, samlResponse },
      // One that nobody asked for must not answer anything either: else a stolen answer would be one.
      inResponseTo: saved === null ? null : relayState,
      forceAuthnSince: saved?.forceAuthn ? saved.createdAt : null,
      now: deps.clock.now(),
    });
  } catch (error) {
    if (error instanceof SamlRefusal) return error;
    throw error;
  }
}

async function onlyOnce(
  deps: Deps,
  tx: SystemTx,
  { open }: Begun,
  outcome: Assertion | SamlRefusal,
): Promise<Assertion | SamlRefusal> {
  if (outcome instanceof SamlRefusal) return outcome;
  const now = deps.clock.now();
  const { id: connectionId } = open.connection;
  const isFirst = await consumeAssertion(tx, { connectionId, assertion: outcome, now });
  return isFirst ? outcome : new SamlRefusal('replay');
}

/** Keeps whom the answer names for the request that takes it up. */
async function answered(
  deps: Deps,
  tx: SystemTx,
  { saved, open: { connection, version } }: Begun,
  { relayState }: PostedResponse,
  assertion: Assertion,
): Promise<ResponseEnd> {
  const now = deps.clock.now();
  const ticket = randomToken(deps.random);
  const ticketHash = sha256(ticket);
  const person = personOf(assertion, version, connection.groupsAttribute);
  if (saved !== null) {
    await updateAnswered(tx, sha256(relayState), { ticketHash, person });
    const purpose = saved.purpose === 'step-up' ? 'step-up' : 'sign-in';
    return { status: 'answered', purpose, ticket };
  }
  await insertUnsolicited(tx, {
    idHash: sha256(randomToken(deps.random)),
    ...{ connectionId: connection.id, organizationId: connection.organizationId },
    ...{ version: version.version, ticketHash, person, now },
    // Whatever the RelayState of such an answer says: it was nobody's here.
    returnTo: `/orgs/${connection.organizationSlug}`,
    expiresAt: addSeconds(now, unsolicitedTicketSeconds),
  });
  return { status: 'answered', purpose: 'idp-initiated', ticket };
}
