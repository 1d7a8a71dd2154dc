import type { SystemTx } from '@/lib/platform/db';
import { silentMethods } from './model';
import type { SensitiveAct } from './sensitive-acts';

/** When the person of a live session last proved who they are: for this act, or by signing in where that asks something. */
export async function selectProvedAt(
  tx: SystemTx,
  session: { id: string; userId: string },
  act: SensitiveAct,
): Promise<Date | null> {
  const rows = await tx.$queryRaw<{ provedAt: Date | null }[]>`
    SELECT CASE WHEN s.method = ANY (${silentMethods}) THEN p.proved_at
                ELSE greatest(s.authenticated_at, p.proved_at) END AS "provedAt"
      FROM sessions s
      LEFT JOIN session_proofs p ON p.session_id = s.id AND p.act = ${act}
     WHERE s.id = ${session.id}::uuid AND s.user_id = ${session.userId}::uuid AND s.revoked_at IS NULL`;
  return rows[0]?.provedAt ?? null;
}

export async function upsertProof(
  tx: SystemTx,
  proof: { sessionId: string; act: SensitiveAct; method: string; provedAt: Date },
): Promise<void> {
  const { sessionId, act, ...data } = proof;
  await tx.sessionProof.upsert({
    where: { sessionId_act: { sessionId, act } },
    create: proof,
    update: data,
  });
}
