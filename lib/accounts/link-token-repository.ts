import type { Digest } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';

/** What a mailed link is for. A token of one purpose is nothing for another. */
export type LinkPurpose = 'reset-password' | 'not-me';

export async function selectUserByEmail(
  tx: SystemTx,
  email: string,
): Promise<{ id: string; name: string; email: string } | null> {
  return tx.user.findUnique({ where: { email }, select: { id: true, name: true, email: true } });
}

/**
 * The same, held until the transaction ends: while it has this address nothing moves it away, so that no link is mailed
 * to an address which is the account's no longer.
 */
export async function lockUserByEmail(
  tx: SystemTx,
  email: string,
): Promise<{ id: string; name: string; email: string } | null> {
  const rows = await tx.$queryRaw<{ id: string; name: string; email: string }[]>`
    SELECT id, name, email FROM users WHERE email = ${email} FOR UPDATE`;
  return rows[0] ?? null;
}

export async function insertLinkToken(
  sql: SystemSql,
  {
    id,
    purpose,
    userId,
    tokenHash,
    createdAt,
    expiresAt,
  }: {
    id: string;
    purpose: LinkPurpose;
    userId: string;
    tokenHash: Digest;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO link_tokens (id, purpose, user_id, token_hash, created_at, expires_at)
    VALUES (${id}::uuid, ${purpose}, ${userId}::uuid, ${tokenHash}, ${createdAt}, ${expiresAt})`;
}

/** Ends all links of a purpose that a person still has. */
export async function endLinkTokens(
  tx: SystemTx,
  userId: string,
  purpose: LinkPurpose,
  now: Date,
): Promise<void> {
  await tx.linkToken.updateMany({
    where: { userId, purpose, consumedAt: null },
    data: { consumedAt: now },
  });
}

/** The person of a link that still works. Looking uses nothing up: scanners of mail open links. */
export async function selectLinkOwner(
  tx: SystemTx,
  purpose: LinkPurpose,
  tokenHash: Digest,
  now: Date,
): Promise<{ userId: string } | null> {
  return tx.linkToken.findFirst({
    where: { purpose, tokenHash, consumedAt: null, expiresAt: { gt: now } },
    select: { userId: true },
  });
}

/** Uses up a link; whoever comes second gets false. */
export async function consumeLinkToken(
  tx: SystemTx,
  purpose: LinkPurpose,
  tokenHash: Digest,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.linkToken.updateMany({
    where: { purpose, tokenHash, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
  return count === 1;
}
