import { addSeconds } from '@/lib/platform/clock';

const day = 24 * 60 * 60;

/** A session ends after this many seconds, whatever it did. */
export const absoluteLifetimeSeconds = 30 * day;
/** A session ends after this many seconds without a request. */
export const idleLifetimeSeconds = 7 * day;
/** Last use is written at most this often, so that reading a page does not write a row each time. */
export const lastSeenStepSeconds = 60;

export type SessionTimes = { expiresAt: Date; lastSeenAt: Date; revokedAt: Date | null };

/** Whether a session still counts at `now`. */
export function isSessionLive(session: SessionTimes, now: Date): boolean {
  return (
    session.revokedAt === null &&
    session.expiresAt > now &&
    addSeconds(session.lastSeenAt, idleLifetimeSeconds) > now
  );
}
