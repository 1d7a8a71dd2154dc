import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { redeemCode } from '@/lib/break-glass/redeem-code';
import { AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { spendSecondFactor, type SecondFactorProof } from '@/lib/mfa/spend-second-factor';
import { tellOfRecoveryCode } from '@/lib/mfa/tell-of-recovery-code';
import { wrongCode } from '@/lib/mfa/wrong-code';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import {
  consumeChallenge,
  selectChallenge,
  takeChallengeTry,
  type Challenge,
} from './challenge-repository';
import { admit } from './complete-sign-in';
import { secondFactorsPerAccount, secondFactorsPerDay, secondFactorsPerDevice } from './limits';
import { challengeTries, type BrowserCookies, type SessionMethod, type SignedIn } from './model';
import { recordSignIn } from './record-sign-in';
import { isKnownDevice } from './repository';

/** What a browser brings whose password was right, and whose second factor is due. */
export type HalfSignedInBrowser = BrowserCookies & { challengeToken: string | null };

/** Whether the browser's sign-in still waits for its second factor. */
export async function isSecondFactorDue(
  deps: Pick<Deps, 'db' | 'clock'>,
  challengeToken: string,
): Promise<boolean> {
  const challenge = await asSystem(deps.db, 'sign-in', (tx) =>
    selectChallenge(tx, sha256(challengeToken), deps.clock.now()),
  );
  return challenge !== null;
}

/**
 * Finishes a sign-in by a code of the authenticator app, or by a recovery code.
 * @throws AppError `code-invalid`; `challenge-invalid` where the sign-in must begin again: ten minutes are over, five
 *   codes were wrong, the password was changed, the app turned off, or the break-glass code used meanwhile; `rate-limited`.
 */
export async function completeSecondFactor(
  deps: Deps,
  request: RequestContext,
  proof: SecondFactorProof,
  browser: HalfSignedInBrowser,
): Promise<SignedIn> {
  const now = deps.clock.now();
  const tokenHash = sha256(browser.challengeToken ?? '');
  const deviceHash = sha256(browser.deviceToken ?? '');
  // Counted and committed before the comparison, so that a wrong code costs its try whatever happens next.
  const challenge = await asSystem(deps.db, 'sign-in', (tx) =>
    takeChallengeTry(tx, tokenHash, challengeTries, now),
  );
  if (challenge === null) throw beginAgain();
  const knownDevice = await asSystem(deps.db, 'sign-in', (tx) =>
    isKnownDevice(tx, challenge.userId, deviceHash),
  );
  // A recovery code has eighty bits and needs no patience: five for a sign-in are enough, and no flood shuts them out.
  if (proof.kind === 'totp') {
    await takeAttempt(deps, challenge.userId, knownDevice ? browser.deviceToken : null);
  }
  const result = await asSystem(deps.db, 'sign-in', async (tx) => {
    const person = await lockUser(tx, challenge.userId);
    if (person === null) throw beginAgain();
    const outcome = await spendSecondFactor(deps, tx, challenge.userId, proof);
    if (outcome === 'refused') {
      await recordRefusal(deps, tx, challenge, person, request);
      return null;
    }
    if (outcome === 'not-set-up' || !(await consumeChallenge(tx, challenge.id, now))) {
      throw beginAgain();
    }
    const whole = { ...person, id: challenge.userId };
    if (proof.kind === 'recovery-code') await tellOfRecoveryCode(deps, tx, whole, request);
    const method = `${challenge.method}+${proof.kind}` as SessionMethod;
    const { samlConnectionId, breakGlassHash: codeHash } = challenge;
    const isOver =
      codeHash !== null &&
      !(await redeemCode(deps, tx, { person: whole, codeHash, method, request }));
    // Used in another browser, or replaced: this sign-in undoes what it has used.
    if (isOver) throw beginAgain();
    return admit(deps, tx, {
      person: whole,
      ...{ method, samlConnectionId },
      request,
      cookies: browser,
    });
  });
  if (result === null) throw wrongCode(proof.kind, 'code');
  // Whoever gets in from a browser that the account knows is no attacker; from another one they may share its count.
  if (knownDevice) await deps.limits.reset(secondFactorsPerDay, dayKey(challenge.userId, true));
  return result;
}

/** Across challenges, so that a known password does not buy five tries again and again (THREATS: brute force). */
async function takeAttempt(deps: Deps, userId: string, knownDevice: string | null): Promise<void> {
  const what = 'There were too many wrong codes.';
  if (knownDevice !== null) {
    await requireWithinLimit(deps, secondFactorsPerDevice, limitKey(userId, knownDevice), what);
  } else {
    await requireWithinLimit(deps, secondFactorsPerAccount, limitKey(userId), what);
  }
  await requireWithinLimit(deps, secondFactorsPerDay, dayKey(userId, knownDevice !== null), what);
}

const dayKey = (userId: string, isKnown: boolean) =>
  limitKey(userId, isKnown ? 'known' : 'unknown');

async function recordRefusal(
  deps: Deps,
  tx: SystemTx,
  { userId, method }: Challenge,
  { name, email }: { name: string; email: string },
  request: RequestContext,
): Promise<void> {
  const label = `${name} <${email}>`;
  await recordSignIn(deps, tx, userId, {
    outcome: 'sign-in-refused',
    actor: { kind: 'user', id: userId, label, sessionMethod: method },
    request,
    label,
    reason: 'second-factor-wrong',
  });
}

function beginAgain(): AppError {
  return new AppError(
    'challenge-invalid',
    'This sign-in is over: it took longer than ten minutes, or too many codes were wrong. Sign in again.',
  );
}
