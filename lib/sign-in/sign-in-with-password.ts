import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { ssoRequired } from '@/lib/accounts/sso-required';
import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import { asSystemInSql, readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { completeSignIn } from './complete-sign-in';
import { signInsPerNetwork, signInsPerPair } from './limits';
import type { BrowserCookies, SignInRefusal, SignInResult } from './model';
import { recordSignIn } from './record-sign-in';
import { lockUserWithPassword, selectCandidate, type SignInCandidate } from './repository';
import type { SignInInput } from './schema';
import { takeSignInAttempt, tooManySignIns } from './take-sign-in-attempt';

/**
 * Signs in with email and password. An unknown address, a wrong password and a sign-up that waits get the same answer
 * for the same work: one look-up, the same counters, one argon2, the same audit statements (OWASP ASVS 6.3.8).
 * Where the domain of the address signs in by single sign-on, that is the answer, before any password is looked at.
 * @throws AppError `sso-required`; `invalid-credentials`; `email-unverified` for the right password of the latest sign-up that waits;
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
  if (candidate.requiresSso) return refuseForSso(deps, request, email, candidate);
  await takeSignInAttempt(
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

/** Counted by network alone: nothing is guessed here, and who floods it must not use up an Admin's way in by a code. */
async function refuseForSso(
  deps: Deps,
  request: RequestContext,
  email: string,
  candidate: SignInCandidate,
): Promise<never> {
  const network = limitKey(networkOf(request.ip));
  await requireWithinLimit(deps, signInsPerNetwork, network, tooManySignIns);
  await recordRefusal(deps, request, email, candidate, 'sso-required');
  throw ssoRequired(email);
}

async function refuse(
  deps: Deps,
  request: RequestContext,
  email: string,
  candidate: SignInCandidate,
  isRight: boolean,
): Promise<never> {
  const isPending = isRight && candidate.pendingHash !== null;
  const reason = isPending ? 'email-unverified' : 'invalid-credentials';
  await recordRefusal(deps, request, email, candidate, reason);
  if (isPending) {
    throw new AppError(
      'email-unverified',
      'Confirm your email address first: open the link in the mail that we sent you.',
    );
  }
  throw new AppError('invalid-credentials', 'The email or the password is wrong.');
}

async function recordRefusal(
  deps: Deps,
  request: RequestContext,
  email: string,
  { userId, name }: SignInCandidate,
  reason: SignInRefusal,
): Promise<void> {
  await asSystemInSql(deps.db, 'sign-in', (sql) =>
    recordSignIn(deps, sql, userId, {
      outcome: 'sign-in-refused',
      // Whoever typed the address: nobody has proved to be the person.
      actor: { kind: 'user', id: null, label: email, sessionMethod: null },
      request,
      label: name === null ? email : `${name} <${email}>`,
      reason,
    }),
  );
}
