import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessions } from '@/lib/sessions/repository';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { mailMfaChanged } from './mfa-notice';
import { deleteEnrolments, deleteRecoveryCodes, deleteTotpFactor, lockUser } from './repository';

/**
 * Turns two-factor authentication off, and ends every other session. Where it is off already, nothing happens.
 * @throws AppError `reauthentication-required`
 */
export async function turnOffTotp(deps: Deps, grant: PersonGrant): Promise<void> {
  const { userId } = grant;
  await asSystem(deps.db, 'mfa', async (tx) => {
    const person = await lockUser(tx, userId);
    if (person === null) throw notFound('account');
    await requireFreshProof(deps, tx, grant, 'mfa.change');
    await deleteEnrolments(tx, userId);
    if (!(await deleteTotpFactor(tx, userId))) return;
    await deleteRecoveryCodes(tx, userId);
    const endedSessions = await endSessions(
      tx,
      userId,
      grant.sessionId,
      'mfa-turned-off',
      deps.clock.now(),
    );
    await recordAccountChange(deps, tx, {
      actor: grant.actor,
      request: grant.request,
      action: 'user.mfa-turned-off',
      userId,
      label: grant.actor.label,
      after: { endedSessions },
    });
    await mailMfaChanged(
      deps,
      tx,
      { ...person, id: userId },
      'turned-off',
      grant.request.userAgent,
    );
  });
}
