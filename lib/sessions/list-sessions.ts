import type { PersonGrant } from '@/lib/authz/authorize';
import { addSeconds } from '@/lib/platform/clock';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { describeDevice } from './device';
import { idleLifetimeSeconds, type SessionSummary } from './model';
import { selectLiveSessions } from './repository';

/** The person's live sessions: this one first, then by last use. At most `maxLiveSessions` of each kind, so no paging. */
export async function listSessions(
  deps: Pick<Deps, 'db' | 'clock'>,
  grant: PersonGrant,
): Promise<SessionSummary[]> {
  const now = deps.clock.now();
  const seenAfter = addSeconds(now, -idleLifetimeSeconds);
  const rows = await withPerson(deps.db, grant.userId, (tx) =>
    selectLiveSessions(tx, grant.userId, { now, seenAfter }),
  );
  const sessions = rows.map(({ userAgent, ...row }) => ({
    ...row,
    ...describeDevice(userAgent),
    isCurrent: row.id === grant.sessionId,
  }));
  return sessions.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}
