import type { Digest } from '@/lib/platform/crypto';
import type { PersonTx, SystemSql, SystemTx } from '@/lib/platform/db';

export type RevokedReason =
  | 'signed-out'
  | 'revoked'
  | 'password-changed'
  | 'password-reset'
  | 'email-changed'
  | 'mfa-changed'
  | 'mfa-turned-off'
  | 'mfa-reset'
  | 'identity-unlinked'
  | 'account-secured'
  | 'removed'
  | 'sso-ended'
  | 'superseded';

export type SessionListRow = {
  id: string;
  method: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
};

export type LiveSince = { now: Date; seenAfter: Date };

export async function selectLiveSessions(
  tx: PersonTx,
  userId: string,
  { now, seenAfter }: LiveSince,
): Promise<SessionListRow[]> {
  return tx.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: seenAfter } },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      method: true,
      ip: true,
      userAgent: true,
      createdAt: true,
      lastSeenAt: true,
    },
  });
}

/** Whom a mail about their sessions goes to. */
export async function selectSessionOwner(
  tx: PersonTx,
  userId: string,
): Promise<{ name: string; email: string; timeZone: string }> {
  return tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, email: true, timeZone: true },
  });
}

/** Ends one session of a person. Returns its user agent, or null where it is not theirs or ended before. */
export async function endSession(
  tx: PersonTx | SystemTx,
  userId: string,
  sessionId: string,
  reason: RevokedReason,
  now: Date,
): Promise<{ userAgent: string | null } | null> {
  const where = { id: sessionId, userId, revokedAt: null };
  const { session: table } = tx as SystemTx;
  const session = await table.findFirst({ where, select: { userAgent: true } });
  const { count } = await table.updateMany({
    where,
    data: { revokedAt: now, revokedReason: reason },
  });
  return count === 1 ? session : null;
}

/** Ends all sessions of a person but one, if one is named. Returns how many. */
export async function endSessions(
  tx: PersonTx | SystemTx,
  userId: string,
  keepSessionId: string | null,
  reason: RevokedReason,
  now: Date,
): Promise<number> {
  const { count } = await (tx as SystemTx).session.updateMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: now },
      ...(keepSessionId === null ? {} : { id: { not: keepSessionId } }),
    },
    data: { revokedAt: now, revokedReason: reason },
  });
  return count;
}

/** Ends a person's sessions that were opened by one method, with a second factor or without, but one. Returns how many. */
export async function endSessionsOfMethod(
  tx: SystemTx,
  userId: string,
  method: string,
  keepSessionId: string | null,
  now: Date,
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: {
      userId,
      revokedAt: null,
      OR: [{ method }, { method: { startsWith: `${method}+` } }],
      ...(keepSessionId === null ? {} : { id: { not: keepSessionId } }),
    },
    data: { revokedAt: now, revokedReason: 'identity-unlinked' },
  });
  return count;
}

export type NewSession = {
  id: string;
  userId: string;
  tokenHash: Digest;
  method: string;
  samlConnectionId: string | null;
  /** When it is opened, and the person proved who they are. */
  now: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string | null;
};

/**
 * Opens a session and ends, in the same statement, whatever session the browser had, whoever's it was, and those of the
 * person that were unused for longest, until only `keep` live ones are left besides the new one. Those of an identity provider are
 * counted by themselves: it opens as many as it likes, and must not end what it did not open.
 */
export async function insertSession(
  sql: SystemSql,
  session: NewSession,
  ending: { previousHash: Digest | null; keep: number; seenAfter: Date },
): Promise<void> {
  const { id, userId, tokenHash, method, samlConnectionId, now, expiresAt, ip, userAgent } =
    session;
  await sql.$executeRaw`
    WITH ended AS (
      UPDATE sessions SET revoked_at = ${now}, revoked_reason = 'superseded'
       WHERE revoked_at IS NULL AND id IN (
         SELECT p.id FROM sessions p WHERE p.token_hash = ${ending.previousHash}::bytea
         UNION ALL
         (SELECT s.id FROM sessions s
           WHERE s.user_id = ${userId}::uuid AND s.saml_connection_id IS NOT DISTINCT FROM ${samlConnectionId}::uuid
             AND s.revoked_at IS NULL AND s.expires_at > ${now}
             AND s.last_seen_at > ${ending.seenAfter} AND s.token_hash IS DISTINCT FROM ${ending.previousHash}::bytea
           ORDER BY s.last_seen_at DESC, s.id DESC OFFSET ${ending.keep}::int)))
    INSERT INTO sessions (id, user_id, token_hash, method, saml_connection_id, created_at, authenticated_at, last_seen_at, expires_at, ip, user_agent)
    VALUES (${id}::uuid, ${userId}::uuid, ${tokenHash}, ${method}, ${samlConnectionId}::uuid, ${now}, ${now}, ${now}, ${expiresAt}, ${ip}, ${userAgent})`;
}

/** Gives a live session another token: the cookie before it opens nothing any more. Returns whether it was live. */
export async function replaceToken(
  tx: SystemTx,
  session: { id: string; userId: string; tokenHash: Digest },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.session.updateMany({
    where: { id: session.id, userId: session.userId, revokedAt: null, expiresAt: { gt: now } },
    data: { tokenHash: session.tokenHash, lastSeenAt: now },
  });
  return count === 1;
}

/** Whether a session still counts. Asked under the lock on its person's row: what shuts people out holds it too. */
export async function isSessionOpen(
  tx: SystemTx,
  session: { id: string; userId: string },
  now: Date,
): Promise<boolean> {
  const where = { id: session.id, userId: session.userId, revokedAt: null, expiresAt: { gt: now } };
  return (await tx.session.count({ where })) > 0;
}

export async function deleteEndedSessions(tx: SystemTx, before: Date): Promise<number> {
  const { count } = await tx.session.deleteMany({
    where: { OR: [{ revokedAt: { lt: before } }, { expiresAt: { lt: before } }] },
  });
  return count;
}
