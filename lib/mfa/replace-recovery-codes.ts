import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { recoveryCodeSets } from './limits';
import { mailMfaChanged } from './mfa-notice';
import { renewRecoveryCodes } from './renew-recovery-codes';
import { lockUser, selectTotpFactor } from './repository';

/**
 * Makes ten new recovery codes; those before them no longer work.
 * @throws AppError `reauthentication-required`; `conflict` where two-factor authentication is off; `rate-limited`.
 */
export async function replaceRecoveryCodes(
  deps: Deps,
  grant: PersonGrant,
): Promise<{ recoveryCodes: string[] }> {
  const { userId } = grant;
  return asSystem(deps.db, 'mfa', async (tx) => {
    const person = await lockUser(tx, userId);
    await requireFreshProof(deps, tx, grant, 'mfa.change');
    if (person === null || (await selectTotpFactor(tx, userId)) === null) {
      throw new AppError('conflict', 'Two-factor authentication is off, so there are no codes.');
    }
    // After the proof: whoever stole a session must not use up the person's own.
    await requireWithinLimit(
      deps,
      recoveryCodeSets,
      limitKey(userId),
      'You made new recovery codes many times today.',
    );
    const recoveryCodes = await renewRecoveryCodes(deps, tx, userId);
    await recordAccountChange(deps, tx, {
      actor: grant.actor,
      request: grant.request,
      action: 'user.recovery-codes-replaced',
      userId,
      label: grant.actor.label,
    });
    await mailMfaChanged(
      deps,
      tx,
      { ...person, id: userId },
      'codes-replaced',
      grant.request.userAgent,
    );
    return { recoveryCodes };
  });
}
