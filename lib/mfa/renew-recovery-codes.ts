import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { createRecoveryCodes, hashRecoveryCode, normalizeRecoveryCode } from './recovery-codes';
import { putRecoveryCodes } from './repository';

/** Puts ten new codes in place of all others. They are returned once and kept nowhere. */
export async function renewRecoveryCodes(
  deps: Pick<Deps, 'clock' | 'ids' | 'random'>,
  tx: SystemTx,
  userId: string,
): Promise<string[]> {
  const codes = createRecoveryCodes(deps.random);
  const rows = codes.map((code) => ({
    id: deps.ids.next(),
    codeHash: hashRecoveryCode(userId, normalizeRecoveryCode(code) ?? ''),
  }));
  await putRecoveryCodes(tx, userId, rows, deps.clock.now());
  return codes;
}
