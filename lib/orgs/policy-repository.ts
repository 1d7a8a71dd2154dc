import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { OrganizationPolicy } from './model';

export async function selectPolicy(
  tx: OrgTx,
  organizationId: string,
): Promise<OrganizationPolicy | null> {
  return tx.organizationPolicy.findUnique({
    where: { organizationId },
    select: { mfaRequiredAt: true, mfaGraceDays: true, allowedMethods: true },
  });
}

export async function upsertPolicy(
  tx: OrgTx,
  organizationId: string,
  policy: OrganizationPolicy,
  now: Date,
): Promise<void> {
  const data = { ...policy, updatedAt: now };
  await tx.organizationPolicy.upsert({
    where: { organizationId },
    create: { organizationId, ...data },
    update: data,
    select: { organizationId: true },
  });
}

/** Second factors are of no organization: who has one is read across the wall, for its members alone. */
export async function selectHasSecondFactor(tx: SystemTx, userId: string): Promise<boolean> {
  return (await tx.totpFactor.count({ where: { userId } })) > 0;
}

export type MembersWithoutMfa = { count: number; members: number; names: string[] };

export async function selectMembersWithoutMfa(
  tx: SystemTx,
  organizationId: string,
  maxNames: number,
): Promise<MembersWithoutMfa> {
  const rows = await tx.$queryRaw<MembersWithoutMfa[]>`
    WITH lacking AS (
      SELECT u.name FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.organization_id = ${organizationId}::uuid
         AND NOT EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = m.user_id))
    SELECT (SELECT count(*)::int FROM lacking) AS count,
           (SELECT count(*)::int FROM memberships WHERE organization_id = ${organizationId}::uuid) AS members,
           ARRAY(SELECT name FROM lacking ORDER BY lower(name) LIMIT ${maxNames}) AS names`;
  return rows[0] ?? { count: 0, members: 0, names: [] };
}
