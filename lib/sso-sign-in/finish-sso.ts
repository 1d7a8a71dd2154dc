import { lockUser } from '@/lib/mfa/repository';
import type { MemberKeys } from '@/lib/orgs/member-keys';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { LiveSession } from '@/lib/sessions/find-session';
import { completeSignIn } from '@/lib/sign-in/complete-sign-in';
import type { BrowserCookies, SignInResult } from '@/lib/sign-in/model';
import {
  selectConnectionOnTheWay,
  updateLastSignIn,
  type ConnectionOnTheWay,
} from '@/lib/sso/connection-repository';
import { ticketSeconds, unsolicitedTicketSeconds } from '@/lib/sso/model';
import { recordSsoRefusal, type SsoProblem } from '@/lib/sso/record-refusal';
import { takeTicket, type Answer } from '@/lib/sso/ticket-repository';
import { enterOrganization } from './enter-organization';
import { findAccount } from './find-account';
import type { SsoRefusalReason } from './model';
import { proveWithSso } from './prove-with-sso';
import { touchSamlIdentity } from './repository';

/** How a way to an identity provider and back ends; `returnTo` is a path of the console. */
export type SsoEnd =
  | { status: 'entered'; result: SignInResult; returnTo: string }
  | { status: 'proved'; sessionToken: string; returnTo: string }
  | {
      status: 'refused';
      reason: SsoRefusalReason;
      purpose: 'sign-in' | 'step-up';
      returnTo: string;
    };

/** What a browser brings back. */
export type BroughtTicket = {
  connectionId: string;
  ticket: string;
  browser: BrowserCookies & { handshakeToken: string | null; session: LiveSession | null };
};

/** Makes the use case that takes up an answer; what a role does to keys is passed in by whoever composes. */
export function finishSsoWith(keys: MemberKeys) {
  /**
   * What comes of the answer of an identity provider, in the browser that was sent there (or, where the identity provider
   * began, in one whose person said yes). The ticket is used up before anything else happens.
   */
  return async function finishSso(
    deps: Deps,
    request: RequestContext,
    { connectionId, ticket, browser }: BroughtTicket,
    purpose: 'asked' | 'idp-initiated' = 'asked',
  ): Promise<SsoEnd> {
    const now = deps.clock.now();
    const seconds = purpose === 'asked' ? ticketSeconds : unsolicitedTicketSeconds;
    const answer = await asSystem(deps.db, 'sso', (tx) =>
      takeTicket(tx, {
        connectionId,
        ticketHash: sha256(ticket),
        browserHash: sha256(browser.handshakeToken ?? ''),
        isUnsolicited: purpose === 'idp-initiated',
        answeredAfter: addSeconds(now, -seconds),
      }),
    );
    if (answer === null) {
      return { status: 'refused', reason: 'over', purpose: 'sign-in', returnTo: '/' };
    }
    const { returnTo } = answer;
    if (answer.purpose === 'step-up') {
      const sessionToken = await proveWithSso(deps, request, answer, browser.session);
      return sessionToken === null
        ? { status: 'refused', reason: 'not-proved', purpose: 'step-up', returnTo }
        : { status: 'proved', sessionToken, returnTo };
    }
    const result = await signIn(deps, keys, { request, answer, browser });
    return typeof result === 'string'
      ? { status: 'refused', reason: result, purpose: 'sign-in', returnTo }
      : {
          status: 'entered',
          result,
          returnTo: returnTo === '/' ? await home(deps, answer) : returnTo,
        };
  };
}

type SigningIn = {
  request: RequestContext;
  answer: Answer;
  browser: BroughtTicket['browser'];
};

/**
 * In three steps, since a person, an organization and a session are of three worlds. Each leaves what the next one, or the
 * next sign-in, goes on with: an account without a membership opens nothing.
 */
async function signIn(
  deps: Deps,
  keys: MemberKeys,
  signingIn: SigningIn,
): Promise<SignInResult | SsoRefusalReason> {
  const { request, answer, browser } = signingIn;
  const found = await asSystem(deps.db, 'sso', async (tx) => {
    const connection = await selectConnectionOnTheWay(tx, answer.connectionId);
    if (connection === null || connection.activeVersion === null) return null;
    const way = { request, answer, connectionName: connection.name };
    const account = await findAccount(deps, tx, way);
    if ('reason' in account) {
      await recordSsoRefusal(deps, tx, request, connection, account.problem);
      return account.reason;
    }
    // Neither a silent switch to another person nor a silent link to this one.
    const { session } = browser;
    if (session !== null && session.user.id !== account.userId) return 'other-account';
    const person = await lockUser(tx, account.userId);
    return person && { connection, person: { ...person, userId: account.userId } };
  });
  if (found === null) return 'over';
  if (typeof found === 'string') return found;
  const { connection, person } = found;
  const { groups } = answer.person;
  if (!(await enterOrganization(deps, keys, { request, connection, person, groups }))) {
    await refuse(deps, request, connection, {
      check: 'This person is no member (any more), and no invitation waits for them.',
      expected: 'a member or an invitation',
      received: person.email,
    });
    return 'not-member';
  }
  return openSession(deps, signingIn, person.userId);
}

async function openSession(
  deps: Deps,
  { request, answer, browser }: SigningIn,
  userId: string,
): Promise<SignInResult | SsoRefusalReason> {
  const { connectionId, person } = answer;
  const now = deps.clock.now();
  return asSystem(deps.db, 'sso', async (tx) => {
    const locked = await lockUser(tx, userId);
    const key = { connectionId, nameId: person.nameId };
    if (locked === null || !(await touchSamlIdentity(tx, key, userId, now))) return 'failed';
    if (!(await updateLastSignIn(tx, connectionId, now))) return 'over';
    return completeSignIn(deps, tx, {
      person: { id: userId, name: locked.name, email: locked.email },
      ...{ method: 'saml', samlConnectionId: connectionId },
      request,
      cookies: browser,
    });
  });
}

async function refuse(
  deps: Deps,
  request: RequestContext,
  connection: ConnectionOnTheWay,
  problem: SsoProblem,
): Promise<void> {
  await asSystem(deps.db, 'sso', (tx) => recordSsoRefusal(deps, tx, request, connection, problem));
}

async function home(deps: Deps, { connectionId }: Answer): Promise<string> {
  const connection = await asSystem(deps.db, 'sso', (tx) =>
    selectConnectionOnTheWay(tx, connectionId),
  );
  return connection === null ? '/' : `/orgs/${connection.organizationSlug}`;
}
