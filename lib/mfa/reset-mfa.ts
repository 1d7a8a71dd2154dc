import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessions } from '@/lib/sessions/repository';
import { mailMfaChanged } from './mfa-notice';
import { deleteEnrolments, deleteRecoveryCodes, deleteTotpFactor, lockUser } from './repository';

/**
 * Turns two-factor authentication off for a person who lost the app and the codes, and ends all their sessions. In the
 * operator's transaction, which ends half-finished sign-ins too: those are of a domain that this one does not know.
 * @returns how many sessions ended.
 * @throws AppError `not-found`; `conflict` where it is off.
 */
export async function resetMfa(
  deps: Deps,
  tx: SystemTx,
  grant: OperatorGrant,
  userId: string,
): Promise<number> {
  const person = await lockUser(tx, userId);
  if (person === null) throw notFound('account');
  const { name, email } = person;
  if (!(await deleteTotpFactor(tx, userId))) {
    throw new AppError('conflict', `Two-factor authentication is off for ${email} already.`);
  }
  await deleteEnrolments(tx, userId);
  await deleteRecoveryCodes(tx, userId);
  const endedSessions = await endSessions(tx, userId, null, 'mfa-reset', deps.clock.now());
  await recordAccountChange(deps, tx, {
    actor: grant.actor,
    request: grant.request,
    action: 'user.mfa-reset',
    userId,
    label: `${name} <${email}>`,
    after: { endedSessions },
  });
  await mailMfaChanged(deps, tx, { ...person, id: userId }, 'reset', grant.request.userAgent);
  return endedSessions;
}
