import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { freshProofSeconds } from './model';
import { selectProvedAt } from './proof-repository';
import { sensitiveActs, type SensitiveAct } from './sensitive-acts';

/** Of a grant: whose session asks. An act without a session (the operator, a token) proves nothing this way. */
type Asking = { readonly sessionId: string | null; readonly userId: string };

/**
 * Step-up: a sensitive act needs a proof of identity younger than ten minutes, given for it in this very session. Asked
 * inside the transaction of the act.
 * @throws AppError `reauthentication-required`
 */
export async function requireFreshProof(
  deps: Pick<Deps, 'clock'>,
  tx: SystemTx,
  { sessionId, userId }: Asking,
  act: SensitiveAct,
): Promise<void> {
  const provedAt =
    sessionId === null ? null : await selectProvedAt(tx, { id: sessionId, userId }, act);
  if (provedAt === null || addSeconds(provedAt, freshProofSeconds) <= deps.clock.now()) {
    throw new AppError(
      'reauthentication-required',
      `Confirm that it is you to ${sensitiveActs[act]}.`,
    );
  }
}

/**
 * The same for an act inside an organization, whose transaction sees no sessions: asked right before it.
 * @throws AppError `reauthentication-required`
 */
export async function requireFreshProofFirst(
  deps: Pick<Deps, 'clock' | 'db'>,
  asking: Asking,
  act: SensitiveAct,
): Promise<void> {
  await asSystem(deps.db, 'step-up', (tx) => requireFreshProof(deps, tx, asking, act));
}
