import type { PersonGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { MfaStatus } from './model';
import { countRecoveryCodes, selectTotpFactor } from './repository';

/** What the person's security page says of their second factor. */
export async function findMfaStatus(
  deps: Pick<Deps, 'db'>,
  { userId }: PersonGrant,
): Promise<MfaStatus> {
  return asSystem(deps.db, 'mfa', async (tx) => {
    const factor = await selectTotpFactor(tx, userId);
    if (factor === null) return { isOn: false };
    return {
      isOn: true,
      since: factor.createdAt,
      lastUsedAt: factor.lastUsedAt,
      recoveryCodesLeft: await countRecoveryCodes(tx, userId),
    };
  });
}
