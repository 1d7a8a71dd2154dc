import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import { asSystemInSql, readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { completeSignIn } from './complete-sign-in';
import { signInsPerAccount, signInsPerDevice, signInsPerNetwork, signInsPerPair } from './limits';
import type { BrowserCookies, SignInResult } from './model';
import { recordSignIn } from './record-sign-in';
import { lockUserWithPassword, selectCandidate, type SignInCandidate } from './repository';
import type { SignInInput } from './schema';

/**
 * Signs in with email and password. An unknown address, a wrong password and a sign-up that waits get the same answer
 * for the same work: one look-up, the same counters, one argon2, the same audit statements (OWASP ASVS 6.3.8).
 * @throws AppError `invalid-credentials`; `email-unverified` for the right password of the latest sign-up that waits;
 *   `rate-limited`.
 */
export async function signInWithPassword(
  deps: Deps,
  request: RequestContext,
  { email, password }: SignInInput,
  cookies: BrowserCookies,
): Promise<SignInResult> {
  const deviceHash = sha256(cookies.deviceToken ?? '');
  const candidate = await readAsSystem(deps.db, 'sign-in', (sql) =>
    selectCandidate(sql, email, deviceHash, deps.clock.now()),
  );
  await takeAttempt(
    deps,
    networkOf(request.ip),
    email,
    candidate.isDeviceKnown ? cookies.deviceToken : null,
  );

  const hash = candidate.passwordHash ?? candidate.pendingHash ?? deps.passwords.decoy;
  const isRight = await deps.passwords.verify(hash, password);
  const { userId, name, passwordHash } = candidate;
  if (!isRight || userId === null || name === null || passwordHash === null) {
    return refuse(deps, request, email, candidate, isRight);
  }

  const result = await asSystemInSql(deps.db, 'sign-in', async (sql) => {
    if (!(await lockUserWithPassword(sql, userId, passwordHash))) return null;
    const person = { id: userId, name, email };
    return completeSignIn(deps, sql, { person, method: 'password', request, cookies });
  });
  // The password was changed between the look and the lock.
  if (result === null) return refuse(deps, request, email, candidate, false);
  if (!candidate.isDeviceKnown) {
    await deps.limits.reset(signInsPerPair, limitKey(networkOf(request.ip), email));
  }
  return result;
}

/** Counts the attempt. A browser that the account knows has a count of its own and is outside all others. */
async function takeAttempt(
  deps: Deps,
  network: string,
  email: string,
  knownDevice: string | null,
): Promise<void> {
  const what = 'There were too many attempts to sign in.';
  if (knownDevice !== null) {
    await requireWithinLimit(deps, signInsPerDevice, limitKey(email, knownDevice), what);
    return;
  }
  // One after the other: what its network is refused does not use up the account's, or one attacker could do that alone.
  await requireWithinLimit(deps, signInsPerNetwork, limitKey(network), what);
  await requireWithinLimit(deps, signInsPerPair, limitKey(network, email), what);
  await requireWithinLimit(deps, signInsPerAccount, limitKey(email), what);
}

async function refuse(
  deps: Deps,
  request: RequestContext,
  email: string,
  candidate: SignInCandidate,
  isRight: boolean,
): Promise<never> {
  const isPending = isRight && candidate.pendingHash !== null;
  await asSystemInSql(deps.db, 'sign-in', (sql) =>
    recordSignIn(deps, sql, candidate.userId, {
      outcome: 'sign-in-refused',
      // Whoever typed the address: nobody has proved to be the person.
      actor: { kind: 'user', id: null, label: email, sessionMethod: null },
      request,
      label: candidate.name === null ? email : `${candidate.name} <${email}>`,
      reason: isPending ? 'email-unverified' : 'invalid-credentials',
    }),
  );
  if (isPending) {
    throw new AppError(
      'email-unverified',
      'Confirm your email address first: open the link in the mail that we sent you.',
    );
  }
  throw new AppError('invalid-credentials', 'The email or the password is wrong.');
}
