import type { OrgTx } from '@/lib/platform/db';

export type OpenSessions = { count: number; lastSeenAt: Date | null };

/** How many sessions of a member are open, wherever they lead, and when one was last used. No more is to be had here. */
export async function selectOpenSessionsOfMember(
  tx: OrgTx,
  userId: string,
  { now, seenAfter }: { now: Date; seenAfter: Date },
): Promise<OpenSessions> {
  const rows = await tx.$queryRaw<OpenSessions[]>`
    SELECT count, last_seen_at AS "lastSeenAt"
      FROM gatehouse_sessions_of_member(${userId}::uuid, ${now}::timestamptz, ${seenAfter}::timestamptz)`;
  return rows[0] ?? { count: 0, lastSeenAt: null };
}

/** Ends every session of somebody who is a member still. Returns how many. */
export async function endSessionsOfMember(tx: OrgTx, userId: string, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<{ ended: number }[]>`
    SELECT gatehouse_end_sessions_of_member(${userId}::uuid, ${now}::timestamptz) AS ended`;
  return rows[0]?.ended ?? 0;
}
