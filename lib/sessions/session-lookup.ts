import type { Role } from '@/lib/authz/permissions';
import { asSystem, readAsSystem, type Db } from '@/lib/platform/db';
import type { SessionTimes } from './model';

export type SessionRow = SessionTimes & {
  sessionId: string;
  method: string;
  authenticatedAt: Date;
  longestPauseSeconds: number;
  /** Whether an organization of the person ends sessions after a pause. */
  isWatched: boolean;
  userId: string;
  userName: string;
  email: string;
  timeZone: string;
  /** Of a session that an identity provider vouched for: the organization of the connection. */
  boundTo: string | null;
  boundSlug: string | null;
  boundName: string | null;
  /** Whether people sign in by that connection now; null for other sessions. */
  isConnectionActive: boolean | null;
  organizationId: string | null;
  slug: string | null;
  organizationName: string | null;
  groupId: string | null;
  status: 'active' | 'suspended' | 'deleting' | null;
  role: Role | null;
  /** When the person was last seen in that organization. */
  lastActiveAt: Date | null;
  teamIds: string[];
  memberSince: Date | null;
  /** Of the organization's policy; null where it has none. */
  mfaRequiredAt: Date | null;
  mfaGraceDays: number | null;
  allowedMethods: string[] | null;
  sessionAbsoluteMinutes: number | null;
  sessionIdleMinutes: number | null;
  consoleIpRanges: string[] | null;
  /** Whether the organization has the addresses of the person's domain sign in by its identity provider alone. */
  requiresSso: boolean;
  /** Whether the person has made a break-glass code there, used or not. */
  hasBreakGlassCode: boolean;
  hasSecondFactor: boolean;
};

/**
 * The session of an unguessable hash, with its person and, where a slug is given, their membership there. An organization
 * whose time to be kept is over is nobody's any more, whether or not it has been erased yet.
 */
export async function selectSessionByHash(
  db: Db,
  tokenHash: Uint8Array,
  orgSlug: string | null,
): Promise<SessionRow | null> {
  // What Postgres cannot read in a text is in no slug either.
  const slug = orgSlug?.includes('\0') ? null : orgSlug;
  const rows = await readAsSystem(
    db,
    'find-session',
    (tx) => tx.$queryRaw<SessionRow[]>`
    SELECT s.id AS "sessionId", s.method, s.authenticated_at AS "authenticatedAt", s.last_seen_at AS "lastSeenAt",
           s.longest_pause_seconds AS "longestPauseSeconds", s.expires_at AS "expiresAt", s.revoked_at AS "revokedAt",
           u.id AS "userId", u.name AS "userName", u.email, u.time_zone AS "timeZone",
           x.id AS "boundTo", x.slug AS "boundSlug", x.name AS "boundName", c.active_version IS NOT NULL AS "isConnectionActive",
           o.id AS "organizationId", o.slug, o.name AS "organizationName", o.group_id AS "groupId", o.status, m.role,
           m.last_active_at AS "lastActiveAt", m.created_at AS "memberSince",
           p.mfa_required_at AS "mfaRequiredAt", p.mfa_grace_days AS "mfaGraceDays", p.allowed_methods AS "allowedMethods",
           p.session_absolute_minutes AS "sessionAbsoluteMinutes", p.session_idle_minutes AS "sessionIdleMinutes",
           p.console_ip_ranges AS "consoleIpRanges",
           EXISTS (SELECT 1 FROM memberships i JOIN organization_policies w ON w.organization_id = i.organization_id
                    WHERE i.user_id = s.user_id AND w.session_idle_minutes IS NOT NULL) AS "isWatched",
           EXISTS (SELECT 1 FROM organization_domains d WHERE d.organization_id = m.organization_id AND d.requires_sso AND o.status <> 'deleting'
                      AND d.domain = split_part(u.email, '@', 2)) AS "requiresSso",
           EXISTS (SELECT 1 FROM break_glass_codes b
                    WHERE b.organization_id = m.organization_id AND b.user_id = m.user_id) AS "hasBreakGlassCode",
           EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id) AS "hasSecondFactor",
           ARRAY(SELECT t.team_id::text FROM team_memberships t
                  WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id) AS "teamIds"
      FROM sessions s
      JOIN users u ON u.id = s.user_id
      LEFT JOIN saml_connections c ON c.id = s.saml_connection_id
      LEFT JOIN organizations x ON x.id = c.organization_id
      LEFT JOIN memberships m ON m.user_id = u.id
            AND m.organization_id = (SELECT id FROM organizations WHERE slug = ${slug}
                                        AND (deletion_ends_at IS NULL OR deletion_ends_at > now()))
      LEFT JOIN organizations o ON o.id = m.organization_id
      LEFT JOIN organization_policies p ON p.organization_id = m.organization_id
     WHERE s.token_hash = ${tokenHash}`,
  );
  return rows[0] ?? null;
}

/** Writes last use of the session, with the pause that it ended, and, inside an organization, of the membership. */
export async function updateLastSeen(
  db: Db,
  sessionId: string,
  member: { organizationId: string; userId: string } | null,
  now: Date,
): Promise<void> {
  await asSystem(db, 'find-session', async (tx) => {
    await tx.$executeRaw`
      UPDATE sessions SET last_seen_at = greatest(last_seen_at, ${now}::timestamptz),
             longest_pause_seconds = greatest(longest_pause_seconds, floor(extract(epoch FROM ${now}::timestamptz - last_seen_at))::int)
       WHERE id = ${sessionId}::uuid`;
    if (member) {
      await tx.$executeRaw`UPDATE memberships SET last_active_at = ${now} WHERE organization_id = ${member.organizationId}::uuid AND user_id = ${member.userId}::uuid`;
    }
  });
}
