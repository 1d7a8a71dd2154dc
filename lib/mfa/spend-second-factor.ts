import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { normalizeTotpCode } from './model';
import { hashRecoveryCode, normalizeRecoveryCode } from './recovery-codes';
import { advanceStep, consumeRecoveryCode, selectTotpFactor } from './repository';
import { acceptedStep } from './totp';

/** What somebody shows as their second factor. */
export type SecondFactorProof =
  { kind: 'totp'; code: string } | { kind: 'recovery-code'; code: string };

export type SecondFactorOutcome = 'accepted' | 'refused' | 'not-set-up';

/**
 * Judges a second factor and uses it up, in a transaction that holds the lock on the person: of any number at once one
 * is accepted (RFC 6238 §5.2).
 */
export async function spendSecondFactor(
  deps: Pick<Deps, 'clock' | 'totpKeys'>,
  tx: SystemTx,
  userId: string,
  proof: SecondFactorProof,
): Promise<SecondFactorOutcome> {
  const factor = await selectTotpFactor(tx, userId);
  if (factor === null) return 'not-set-up';
  const now = deps.clock.now();
  if (proof.kind === 'recovery-code') {
    const code = normalizeRecoveryCode(proof.code);
    const isUsed =
      code !== null && (await consumeRecoveryCode(tx, userId, hashRecoveryCode(userId, code), now));
    return isUsed ? 'accepted' : 'refused';
  }
  const secret = deps.totpKeys.open({ keyId: factor.keyId, bytes: factor.secretSealed }, userId);
  const step = acceptedStep(secret, normalizeTotpCode(proof.code), {
    now,
    lastStep: factor.lastStep,
  });
  return step !== null && (await advanceStep(tx, factor.id, step, now)) ? 'accepted' : 'refused';
}
