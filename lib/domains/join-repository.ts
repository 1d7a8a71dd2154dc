import type { OrgTx, SystemSql } from '@/lib/platform/db';
import type { JoinOffer } from './model';

/**
 * The place that a person's address opens: of the one organization that has verified its domain, where it offers that.
 * None for whoever is a member, was removed, or has an invitation there.
 */
export async function selectJoinOffers(
  sql: SystemSql,
  userId: string,
  now: Date,
): Promise<JoinOffer[]> {
  return sql.$queryRaw<JoinOffer[]>`
    SELECT d.id AS "domainId", d.domain, o.name AS "organizationName", d.join_role AS role
      FROM users u
      JOIN organization_domains d ON d.domain = split_part(u.email, '@', 2) AND d.verified_at IS NOT NULL
      JOIN organizations o ON o.id = d.organization_id
     WHERE u.id = ${userId}::uuid AND d.join_mode = 'offer' AND o.status <> 'deleting'
       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.user_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM removed_members r WHERE r.organization_id = o.id AND r.user_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.organization_id = o.id AND i.email = u.email
                          AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ${now})`;
}

/** Whose a domain is, if it is the one of the person's own address. */
export async function selectOwnerOfDomain(
  sql: SystemSql,
  domainId: string,
  userId: string,
): Promise<string | null> {
  const rows = await sql.$queryRaw<{ organizationId: string }[]>`
    SELECT d.organization_id AS "organizationId"
      FROM organization_domains d JOIN users u ON split_part(u.email, '@', 2) = d.domain
     WHERE d.id = ${domainId}::uuid AND u.id = ${userId}::uuid`;
  return rows[0]?.organizationId ?? null;
}

/** Whether an Admin removed this person: they come back by an invitation alone. */
export async function wasRemoved(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const row = await tx.removedMember.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
    select: { userId: true },
  });
  return row !== null;
}
