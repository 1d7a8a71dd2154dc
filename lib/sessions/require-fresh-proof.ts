import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { freshProofSeconds } from './model';
import { selectAuthenticatedAt } from './repository';

/**
 * Step-up: a sensitive act needs a proof of identity younger than ten minutes, given in this very session. Asked inside
 * the transaction of the act.
 * @throws AppError `reauthentication-required`
 */
export async function requireFreshProof(
  deps: Pick<Deps, 'clock'>,
  tx: SystemTx,
  { sessionId, userId }: PersonGrant,
): Promise<void> {
  const provedAt = sessionId && (await selectAuthenticatedAt(tx, sessionId, userId));
  if (!provedAt || addSeconds(provedAt, freshProofSeconds) <= deps.clock.now()) {
    throw new AppError('reauthentication-required', 'Confirm that it is you to go on.');
  }
}
