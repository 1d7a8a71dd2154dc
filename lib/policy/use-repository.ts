import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { SessionUse } from '@/lib/sessions/model';

export type OpenSession = SessionUse & {
  userId: string;
  name: string;
  method: string;
  ip: string | null;
};

/** The sessions of an organization's members that count now. Sessions are of no organization: read across the wall. */
export async function selectOpenSessions(
  tx: SystemTx,
  organizationId: string,
  { now, seenAfter }: { now: Date; seenAfter: Date },
): Promise<OpenSession[]> {
  return tx.$queryRaw<OpenSession[]>`
    SELECT s.user_id AS "userId", u.name, s.method, s.ip, s.authenticated_at AS "authenticatedAt",
           s.last_seen_at AS "lastSeenAt", s.longest_pause_seconds AS "longestPauseSeconds"
      FROM memberships m
      JOIN sessions s ON s.user_id = m.user_id
      JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND s.revoked_at IS NULL
       AND s.expires_at > ${now}::timestamptz AND s.last_seen_at > ${seenAfter}::timestamptz`;
}

/** One session alone: whose policy it is to pass. */
export async function selectSessionUse(
  tx: SystemTx,
  sessionId: string,
): Promise<SessionUse | null> {
  return tx.session.findUnique({
    where: { id: sessionId },
    select: { authenticatedAt: true, lastSeenAt: true, longestPauseSeconds: true },
  });
}

export type SignInRow = { userId: string; name: string; method: string | null; ip: string | null };

/** How and from where those who are members now signed in since then, each way once. */
export async function selectSignIns(
  tx: OrgTx,
  organizationId: string,
  since: Date,
): Promise<SignInRow[]> {
  return tx.$queryRaw<SignInRow[]>`
    SELECT u.id AS "userId", u.name, e.session_method AS method, e.ip
      FROM (SELECT DISTINCT target_id, session_method, ip FROM audit_events
             WHERE organization_id = ${organizationId}::uuid AND action = 'member.signed-in' AND occurred_at > ${since}) e
      JOIN memberships m ON m.organization_id = ${organizationId}::uuid AND m.user_id::text = e.target_id
      JOIN users u ON u.id = m.user_id`;
}
