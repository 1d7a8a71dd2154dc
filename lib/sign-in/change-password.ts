import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { endPendingEmailChanges } from '@/lib/accounts/email-change-repository';
import { endLinkTokens } from '@/lib/accounts/link-token-repository';
import { rememberedPasswords } from '@/lib/accounts/model';
import { requireGoodPassword } from '@/lib/accounts/password-policy';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { selectTotpFactor } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { rotateSession } from '@/lib/sessions/open-session';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { endSessions } from '@/lib/sessions/repository';
import { endChallenges } from './challenge-repository';
import { currentPasswords } from './limits';
import { mailPasswordChanged } from './password-notice';
import { rememberPassword, selectPasswordOwner, updatePassword } from './repository';
import type { ChangePasswordInput } from './schema';

/**
 * Changes the person's password, for which they give the current one. All other sessions and a change of address that waits end; this one goes on with
 * another token, so that a copied cookie opens nothing.
 * @returns the token for the session cookie.
 * @throws AppError `invalid-input` (fields `currentPassword`, `newPassword`), `rate-limited`, `conflict`;
 *   `reauthentication-required` where the person has an authenticator app.
 */
export async function changePassword(
  deps: Deps,
  grant: PersonGrant,
  { currentPassword, newPassword }: ChangePasswordInput,
): Promise<{ sessionToken: string }> {
  const { userId, sessionId } = grant;
  if (sessionId === null) throw signedOutMeanwhile();
  // Of this session alone, so that guesses in a stolen one do not keep the person from changing it in theirs.
  const key = limitKey(userId, sessionId);
  await requireWithinLimit(
    deps,
    currentPasswords,
    key,
    'The current password was wrong several times.',
  );
  const owner = await asSystem(deps.db, 'change-password', (tx) =>
    selectPasswordOwner(tx, userId, rememberedPasswords),
  );
  const expectedHash = owner?.passwordHash ?? null;
  const isRight = await deps.passwords.verify(
    expectedHash ?? deps.passwords.decoy,
    currentPassword,
  );
  if (owner === null || expectedHash === null || !isRight) {
    throw invalidField('currentPassword', 'This is not your current password.');
  }
  await deps.limits.reset(currentPasswords, key);
  await requireGoodPassword(deps, 'newPassword', newPassword, owner);
  const passwordHash = await deps.passwords.hash(newPassword);

  const sessionToken = await asSystem(deps.db, 'change-password', async (tx) => {
    const now = deps.clock.now();
    if (!(await updatePassword(tx, { userId, expectedHash, passwordHash, now }))) {
      throw signedOutMeanwhile();
    }
    await rememberPassword(
      tx,
      { id: deps.ids.next(), userId, passwordHash, createdAt: now },
      rememberedPasswords,
    );
    // A password alone is less than the app: where there is one, the act needs that proof, as every other does.
    if ((await selectTotpFactor(tx, userId)) !== null) {
      await requireFreshProof(deps, tx, grant, 'password.change');
    }
    const rotated = await rotateSession(deps, tx, { id: sessionId, userId });
    if (rotated === null) throw signedOutMeanwhile();
    const endedSessions = await endSessions(tx, userId, sessionId, 'password-changed', now);
    await endLinkTokens(tx, userId, 'reset-password', now);
    await endPendingEmailChanges(tx, userId, now);
    await endChallenges(tx, userId);
    await recordAccountChange(deps, tx, {
      actor: grant.actor,
      request: grant.request,
      action: 'user.password-changed',
      userId,
      label: grant.actor.label,
      after: { endedSessions },
    });
    await mailPasswordChanged(deps, tx, owner, grant.request.userAgent);
    return rotated;
  });
  return { sessionToken };
}

function signedOutMeanwhile(): AppError {
  return new AppError(
    'conflict',
    'Your password was changed elsewhere at the same moment. Sign in again with the newer one.',
  );
}
