import { hasTotpFactor } from '@/lib/mfa/repository';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import { openSession } from '@/lib/sessions/open-session';
import { deleteOldChallenges, insertChallenge } from './challenge-repository';
import {
  challengeSeconds,
  maxChallenges,
  type BrowserCookies,
  type ProvedPerson,
  type SessionMethod,
  type SignedIn,
  type SignInProof,
  type SignInResult,
} from './model';
import { mailNewDevice } from './new-device-notice';
import { recordSignIn } from './record-sign-in';
import { rememberDevice } from './remember-device';

type GateDeps = Pick<Deps, 'clock' | 'ids' | 'random' | 'vault' | 'config'>;

type ProvedSignIn = {
  person: ProvedPerson;
  request: RequestContext;
  cookies: BrowserCookies;
};

/**
 * The gate after every method: decides what is still due and only then opens a session. No use case opens one
 * elsewhere. Runs in the transaction of the proof, whose caller holds the lock on the person's row.
 */
export async function completeSignIn(
  deps: GateDeps,
  sql: SystemSql,
  proved: ProvedSignIn & SignInProof,
): Promise<SignInResult> {
  if (await hasTotpFactor(sql, proved.person.id)) {
    const challengeToken = await openChallenge(deps, sql, proved.person.id, proved);
    return { status: 'second-factor-due', challengeToken };
  }
  if (proved.method === 'break-glass') {
    throw new Error('a printed code was about to sign in without a second factor');
  }
  return admit(deps, sql, proved);
}

/** Opens the session of a person from whom nothing is due any more: for the gate, and for what it asked for. */
export async function admit(
  deps: GateDeps,
  sql: SystemSql,
  {
    person,
    method,
    samlConnectionId = null,
    request,
    cookies,
  }: ProvedSignIn & { method: SessionMethod; samlConnectionId?: string | null },
): Promise<SignedIn> {
  // A company's identity provider vouches for its own organization: to the account the browser is as unknown as before.
  const device =
    samlConnectionId === null
      ? await rememberDevice(deps, sql, person.id, cookies.deviceToken)
      : { isNew: false, token: cookies.deviceToken ?? randomToken(deps.random) };
  if (device.isNew) await mailNewDevice(deps, sql, { person, method, request });
  const label = `${person.name} <${person.email}>`;
  const { token } = await openSession(deps, sql, {
    userId: person.id,
    ...{ method, samlConnectionId },
    request,
    previousToken: cookies.sessionToken,
  });
  await recordSignIn(deps, sql, person.id, {
    outcome: 'signed-in',
    actor: { kind: 'user', id: person.id, label, sessionMethod: method },
    request,
    label,
  });
  return { status: 'signed-in', sessionToken: token, deviceToken: device.token };
}

/** A cookie for the half-way: it opens the page of the second factor and nothing else. */
async function openChallenge(
  deps: GateDeps,
  sql: SystemSql,
  userId: string,
  { method, samlConnectionId = null, breakGlassHash = null }: SignInProof,
): Promise<string> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  await deleteOldChallenges(sql, { userId, samlConnectionId }, maxChallenges - 1);
  await insertChallenge(sql, {
    id: deps.ids.next(),
    userId,
    ...{ method, samlConnectionId, breakGlassHash },
    tokenHash: sha256(token),
    createdAt: now,
    expiresAt: addSeconds(now, challengeSeconds),
  });
  return token;
}
