import type { Digest } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';

export type Challenge = {
  id: string;
  userId: string;
  method: string;
  samlConnectionId: string | null;
  /** Of `break-glass`: the digest of the code that was shown. */
  breakGlassHash: Uint8Array | null;
};

export async function insertChallenge(
  sql: SystemSql,
  {
    id,
    userId,
    method,
    samlConnectionId,
    breakGlassHash,
    tokenHash,
    createdAt,
    expiresAt,
  }: Challenge & { tokenHash: Digest; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO sign_in_challenges (id, user_id, method, saml_connection_id, break_glass_hash, token_hash, created_at, expires_at)
    VALUES (${id}::uuid, ${userId}::uuid, ${method}, ${samlConnectionId}::uuid, ${breakGlassHash}, ${tokenHash}, ${createdAt}, ${expiresAt})`;
}

/**
 * Leaves only the newest `keep` sign-ins of a person that wait for their second factor: of those by one identity provider, or
 * of all others.
 */
export async function deleteOldChallenges(
  sql: SystemSql,
  { userId, samlConnectionId }: { userId: string; samlConnectionId: string | null },
  keep: number,
): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM sign_in_challenges WHERE id IN (
      SELECT id FROM sign_in_challenges WHERE user_id = ${userId}::uuid
         AND saml_connection_id IS NOT DISTINCT FROM ${samlConnectionId}::uuid
       ORDER BY created_at DESC, id DESC OFFSET ${keep})`;
}

/** A sign-in that waits for its second factor. Looking does not cost a try. */
export async function selectChallenge(
  tx: SystemTx,
  tokenHash: Digest,
  now: Date,
): Promise<Challenge | null> {
  return tx.signInChallenge.findFirst({
    where: { tokenHash, consumedAt: null, expiresAt: { gt: now } },
    select: { id: true, userId: true, method: true, samlConnectionId: true, breakGlassHash: true },
  });
}

/** Counts a try; null where the challenge is over, too old or tried too often. */
export async function takeChallengeTry(
  tx: SystemTx,
  tokenHash: Digest,
  maxTries: number,
  now: Date,
): Promise<Challenge | null> {
  const rows = await tx.$queryRaw<Challenge[]>`
    UPDATE sign_in_challenges SET tries = tries + 1
     WHERE token_hash = ${tokenHash} AND consumed_at IS NULL AND expires_at > ${now} AND tries < ${maxTries}
    RETURNING id, user_id AS "userId", method, saml_connection_id AS "samlConnectionId",
              break_glass_hash AS "breakGlassHash"`;
  return rows[0] ?? null;
}

/** Ends a challenge by which somebody got in. False where it was over. */
export async function consumeChallenge(
  tx: SystemTx,
  challengeId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.signInChallenge.updateMany({
    where: { id: challengeId, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
  return count === 1;
}

/** Ends all half-finished sign-ins of a person: their first proof counts no longer. */
export async function endChallenges(tx: SystemTx, userId: string): Promise<void> {
  await tx.signInChallenge.deleteMany({ where: { userId } });
}
