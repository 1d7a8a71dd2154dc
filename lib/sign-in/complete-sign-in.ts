import { selectTotpFactor } from '@/lib/mfa/repository';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
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
  type SignInMethod,
  type SignInResult,
} from './model';
import { mailNewDevice } from './new-device-notice';
import { recordSignIn } from './record-sign-in';
import { rememberDevice } from './remember-device';

type GateDeps = Pick<Deps, 'clock' | 'ids' | 'random' | 'vault' | 'config'>;

type ProvedSignIn<M> = {
  person: ProvedPerson;
  method: M;
  request: RequestContext;
  cookies: BrowserCookies;
};

/**
 * The gate after every method: decides what is still due and only then opens a session. No use case opens one
 * elsewhere. Runs in the transaction of the proof, whose caller holds the lock on the person's row.
 */
export async function completeSignIn(
  deps: GateDeps,
  tx: SystemTx,
  proved: ProvedSignIn<SignInMethod>,
): Promise<SignInResult> {
  if ((await selectTotpFactor(tx, proved.person.id)) !== null) {
    const challengeToken = await openChallenge(deps, tx, proved.person.id, proved.method);
    return { status: 'second-factor-due', challengeToken };
  }
  return admit(deps, tx, proved);
}

/** Opens the session of a person from whom nothing is due any more: for the gate, and for what it asked for. */
export async function admit(
  deps: GateDeps,
  tx: SystemTx,
  { person, method, request, cookies }: ProvedSignIn<SessionMethod>,
): Promise<SignedIn> {
  const device = await rememberDevice(deps, tx, person.id, cookies.deviceToken);
  if (device.isNew) await mailNewDevice(deps, tx, { person, method, request });
  const { token } = await openSession(deps, tx, {
    userId: person.id,
    method,
    request,
    previousToken: cookies.sessionToken,
  });
  const label = `${person.name} <${person.email}>`;
  await recordSignIn(deps, tx, person.id, {
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
  tx: SystemTx,
  userId: string,
  method: SignInMethod,
): Promise<string> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  await deleteOldChallenges(tx, userId, maxChallenges - 1);
  await insertChallenge(tx, {
    id: deps.ids.next(),
    userId,
    method,
    tokenHash: sha256(token),
    createdAt: now,
    expiresAt: addSeconds(now, challengeSeconds),
  });
  return token;
}
