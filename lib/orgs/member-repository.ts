import type { Role } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';

export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teamIds: string[];
};

export async function selectMember(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<MemberRow | null> {
  // One statement: Prisma would load the two relations at once, on a connection that takes one query at a time.
  const rows = await tx.$queryRaw<MemberRow[]>`
    SELECT m.user_id AS "userId", u.name, u.email, m.role,
           ARRAY(SELECT t.team_id::text FROM team_memberships t
                  WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id) AS "teamIds"
      FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.user_id = ${userId}::uuid`;
  return rows[0] ?? null;
}

export async function countAdmins(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.membership.count({ where: { organizationId, role: 'admin' } });
}

/** Whether the person was added; false where they are a member already. */
export async function insertMembership(
  tx: OrgTx,
  member: { organizationId: string; userId: string; role: Role },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.membership.createMany({
    data: [{ ...member, createdAt: now, updatedAt: now }],
    skipDuplicates: true,
  });
  return count > 0;
}

/**
 * Takes somebody out of the organization and, with that, out of its teams and its directory. Its identity providers know
 * them no longer: who is invited again may have another NameID there.
 */
export async function deleteMembership(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<void> {
  await tx.samlIdentity.deleteMany({ where: { organizationId, userId } });
  await tx.membership.deleteMany({ where: { organizationId, userId } });
}

/** Whom an Admin removed comes back by an invitation alone, whatever else is open to others (lib/domains). */
export async function upsertRemovedMember(
  tx: OrgTx,
  organizationId: string,
  userId: string,
  removedAt: Date,
): Promise<void> {
  await tx.removedMember.upsert({
    where: { organizationId_userId: { organizationId, userId } },
    create: { organizationId, userId, removedAt },
    update: { removedAt },
    select: { userId: true },
  });
}

export async function updateRole(
  tx: OrgTx,
  organizationId: string,
  userId: string,
  role: Role,
  now: Date,
): Promise<void> {
  await tx.membership.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { role, updatedAt: now },
    select: { userId: true },
  });
}
