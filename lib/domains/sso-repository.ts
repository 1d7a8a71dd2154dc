import type { OrgTx, SystemTx } from '@/lib/platform/db';

/** Whether people sign in by any connection of the organization now. */
export async function hasActiveConnection(tx: OrgTx, organizationId: string): Promise<boolean> {
  const where = { organizationId, activeVersion: { not: null } };
  return (await tx.samlConnection.count({ where })) > 0;
}

export async function updateRequiresSso(
  tx: OrgTx,
  organizationId: string,
  id: string,
  requiresSso: boolean,
): Promise<void> {
  await tx.organizationDomain.updateMany({ where: { organizationId, id }, data: { requiresSso } });
}

export async function countMembersAt(
  tx: OrgTx,
  organizationId: string,
  domain: string,
): Promise<number> {
  const where = { organizationId, user: { email: { endsWith: `@${domain}` } } };
  return tx.membership.count({ where });
}

/**
 * The members with an address at a domain who have a session open that no identity provider vouched for, by name. Sessions
 * are of no organization: read across the wall, of its members alone.
 */
export async function selectSignedInOtherwise(
  tx: SystemTx,
  organizationId: string,
  domain: string,
  { now, seenAfter }: { now: Date; seenAfter: Date },
): Promise<{ userId: string; name: string }[]> {
  return tx.$queryRaw<{ userId: string; name: string }[]>`
    SELECT u.id AS "userId", u.name FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND split_part(u.email, '@', 2) = ${domain}
       AND EXISTS (SELECT 1 FROM sessions s
                    WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > ${now}::timestamptz
                      AND s.last_seen_at > ${seenAfter}::timestamptz
                      AND split_part(s.method, '+', 1) NOT IN ('saml', 'break-glass'))
     ORDER BY lower(u.name), u.id`;
}
