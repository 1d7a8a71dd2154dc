import type { Role } from '@/lib/authz/permissions';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { Deps } from '@/lib/platform/deps';
import {
  isSessionLive,
  lastSeenStepSeconds,
  watchedStepSeconds,
  type EntryPolicy,
  type SessionUse,
} from './model';
import { selectSessionByHash, updateLastSeen, type SessionRow } from './session-lookup';

/** The signed-in person, and their place in the organization that the request names, all as of this moment. */
export type LiveSession = SessionUse & {
  sessionId: string;
  method: string;
  user: { id: string; name: string; email: string; timeZone: string };
  /** Whether the person has one, and not only whether this session was asked for it. */
  hasSecondFactor: boolean;
  /** The one organization that the session opens, where an identity provider vouched for it; null where it opens all. */
  boundTo: { organizationId: string; slug: string; name: string } | null;
  /** Null where no organization was named, or the person is not in it. */
  membership: LiveMembership | null;
};

export type LiveMembership = {
  organizationId: string;
  slug: string;
  name: string;
  groupId: string;
  status: 'active' | 'suspended' | 'deleting';
  isBeingDeleted: boolean;
  role: Role;
  teamIds: string[];
  memberSince: Date;
  /** What the organization demands of whoever enters it. */
  policy: EntryPolicy;
  /** Whether it has the person's address sign in by its identity provider alone. */
  requiresSso: boolean;
  /** Whether a session by break-glass code is more there than one by password. */
  acceptsBreakGlass: boolean;
};

/**
 * Who is signed in: one query by the hash of the cookie's token, joined with the person and the membership, so that a
 * revoked session, a changed role and a removal count from the very next request. Returns null where nobody is. A request
 * that a page makes by itself (`isBackground`) is no use of the session: else an open page would keep it alive for good.
 */
export async function findSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
  orgSlug: string | null = null,
  { isBackground = false } = {},
): Promise<LiveSession | null> {
  const row = await selectSessionByHash(deps.db, sha256(token), orgSlug);
  const now = deps.clock.now();
  if (row === null || !isSessionLive(row, now)) return null;
  // What a connection opened goes on as long as people sign in by it.
  if (row.isConnectionActive === false && row.boundTo !== null) return null;
  const step = row.isWatched ? watchedStepSeconds : lastSeenStepSeconds;
  const isStale = (at: Date | null) => at === null || addSeconds(at, step) <= now;
  const isDue =
    isStale(row.lastSeenAt) || (row.organizationId !== null && isStale(row.lastActiveAt));
  if (isDue && !isBackground) {
    await updateLastSeen(
      deps.db,
      row.sessionId,
      row.organizationId === null
        ? null
        : { organizationId: row.organizationId, userId: row.userId },
      now,
    );
  }
  return liveSession(row);
}

function liveSession(row: SessionRow): LiveSession {
  const { organizationId, slug, organizationName, groupId, status, role, memberSince } = row;
  const membership =
    organizationId !== null &&
    slug !== null &&
    organizationName !== null &&
    groupId !== null &&
    status !== null &&
    role !== null &&
    memberSince !== null
      ? {
          organizationId,
          slug,
          name: organizationName,
          groupId,
          status,
          isBeingDeleted: status === 'deleting',
          role,
          teamIds: row.teamIds,
          memberSince,
          policy: {
            mfaRequiredAt: row.mfaRequiredAt,
            mfaGraceDays: row.mfaGraceDays ?? 0,
            allowedMethods: row.allowedMethods ?? [],
            sessionAbsoluteMinutes: row.sessionAbsoluteMinutes,
            sessionIdleMinutes: row.sessionIdleMinutes,
            consoleIpRanges: row.consoleIpRanges ?? [],
          },
          requiresSso: row.requiresSso,
          acceptsBreakGlass: role === 'admin' && (row.requiresSso || row.hasBreakGlassCode),
        }
      : null;
  return {
    sessionId: row.sessionId,
    method: row.method,
    authenticatedAt: row.authenticatedAt,
    lastSeenAt: row.lastSeenAt,
    longestPauseSeconds: row.longestPauseSeconds,
    user: { id: row.userId, name: row.userName, email: row.email, timeZone: row.timeZone },
    hasSecondFactor: row.hasSecondFactor,
    boundTo: boundTo(row),
    membership,
  };
}

function boundTo({
  boundTo: organizationId,
  boundSlug,
  boundName,
}: SessionRow): LiveSession['boundTo'] {
  return organizationId !== null && boundSlug !== null && boundName !== null
    ? { organizationId, slug: boundSlug, name: boundName }
    : null;
}
