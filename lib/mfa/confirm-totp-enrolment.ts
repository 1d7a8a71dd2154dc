import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessions, isSessionOpen } from '@/lib/sessions/repository';
import { mailMfaChanged } from './mfa-notice';
import { enrolmentTries, normalizeTotpCode } from './model';
import { renewRecoveryCodes } from './renew-recovery-codes';
import { deleteEnrolments, lockUser, putTotpFactor, takeEnrolmentTry } from './repository';
import type { ConfirmEnrolmentInput } from './schema';
import { acceptedStep } from './totp';

/**
 * Turns two-factor authentication on with the first code of the app, or moves it to another app, and ends all other
 * sessions. Whoever knows the code was shown the secret, which took a fresh proof of identity: none is asked for again.
 * @returns the recovery codes, which are shown once.
 * @throws AppError `code-invalid`; `conflict` where it waited too long, was tried too often, or another tab was first.
 */
export async function confirmTotpEnrolment(
  deps: Deps,
  grant: PersonGrant,
  { enrolmentId, code }: ConfirmEnrolmentInput,
): Promise<{ recoveryCodes: string[] }> {
  const { userId, sessionId } = grant;
  const now = deps.clock.now();
  // Counted and committed before the comparison, so that a wrong code costs its try whatever happens next.
  const enrolment = await asSystem(deps.db, 'mfa', (tx) =>
    takeEnrolmentTry(tx, { id: enrolmentId, userId, maxTries: enrolmentTries, now }),
  );
  if (enrolment === null) throw startAgain();
  const secret = deps.totpKeys.open(
    { keyId: enrolment.keyId, bytes: enrolment.secretSealed },
    userId,
  );
  const step = acceptedStep(secret, normalizeTotpCode(code), { now, lastStep: -1 });
  if (step === null) throw wrongCode();
  return asSystem(deps.db, 'mfa', async (tx) => {
    const person = await lockUser(tx, userId);
    // Whoever was signed out while this waited must not put an app of theirs before the account.
    const isOpen = sessionId !== null && (await isSessionOpen(tx, { id: sessionId, userId }, now));
    if (person === null || !isOpen) throw startAgain();
    // Sealed anew, since the enrolment may be of a key that is on its way out.
    const { keyId, bytes } = deps.totpKeys.seal(secret, userId);
    const factor = {
      id: deps.ids.next(),
      userId,
      secretSealed: bytes,
      keyId,
      lastStep: step,
      createdAt: now,
    };
    if (!(await putTotpFactor(tx, factor, enrolment.replacesId))) throw startAgain();
    // None goes on that never showed the new app.
    const endedSessions = await endSessions(tx, userId, sessionId, 'mfa-changed', now);
    await deleteEnrolments(tx, userId);
    const recoveryCodes = await renewRecoveryCodes(deps, tx, userId);
    const isFirst = enrolment.replacesId === null;
    await recordAccountChange(deps, tx, {
      actor: grant.actor,
      request: grant.request,
      action: isFirst ? 'user.mfa-turned-on' : 'user.mfa-replaced',
      userId,
      label: grant.actor.label,
      after: { endedSessions },
    });
    const change = isFirst ? 'turned-on' : 'replaced';
    await mailMfaChanged(deps, tx, { ...person, id: userId }, change, grant.request.userAgent);
    return { recoveryCodes };
  });
}

function wrongCode(): AppError {
  const message =
    'That is not the code that the app shows now. Codes change every 30 seconds; if it goes on, check the clock of the device.';
  return new AppError('code-invalid', message, { fieldErrors: { code: [message] } });
}

function startAgain(): AppError {
  return new AppError(
    'conflict',
    'This key no longer waits for a code: it is too old, was tried too often, or another window was first. Close this and start again.',
  );
}
