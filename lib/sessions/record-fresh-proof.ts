import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { rotateSession } from './open-session';
import { upsertProof } from './proof-repository';
import type { SensitiveAct } from './sensitive-acts';

/**
 * Notes that a session's person proved who they are, for one act, and gives the session a fresh token.
 * @returns the token for the session cookie; null where the session has ended meanwhile.
 */
export async function recordFreshProof(
  deps: Pick<Deps, 'clock' | 'random'>,
  tx: SystemTx,
  session: { id: string; userId: string },
  { act, method }: { act: SensitiveAct; method: string },
): Promise<string | null> {
  const token = await rotateSession(deps, tx, session);
  if (token === null) return null;
  await upsertProof(tx, { sessionId: session.id, act, method, provedAt: deps.clock.now() });
  return token;
}
