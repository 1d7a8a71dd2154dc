import { Prisma } from '@/generated/prisma/client';
import type { OrgTx } from '@/lib/platform/db';
import type { CheckDecision } from './decide-check';
import type { Domain, JoinMode, JoinRole } from './model';

const columns = Prisma.sql`
  id, domain, token, join_mode AS "joinMode", join_role AS "joinRole", requires_sso AS "requiresSso", created_by_name AS "createdByName",
  created_at AS "createdAt", verified_at AS "verifiedAt", lapsed_at AS "lapsedAt", last_checked_at AS "lastCheckedAt",
  last_failure AS "lastFailure", failing_since AS "failingSince", next_check_at AS "nextCheckAt"`;

/** All of an organization by name; `maxDomains` bounds them, so they are not paged. */
export async function selectDomains(tx: OrgTx, organizationId: string): Promise<Domain[]> {
  return tx.$queryRaw<Domain[]>`
    SELECT ${columns} FROM organization_domains WHERE organization_id = ${organizationId}::uuid ORDER BY domain`;
}

export async function countDomains(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.organizationDomain.count({ where: { organizationId } });
}

export async function selectDomain(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<Domain | null> {
  const rows = await tx.$queryRaw<Domain[]>`
    SELECT ${columns} FROM organization_domains WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
  return rows[0] ?? null;
}

export type NewDomain = {
  id: string;
  organizationId: string;
  domain: string;
  token: string;
  createdByName: string;
  createdAt: Date;
  nextCheckAt: Date | null;
};

export async function insertDomain(tx: OrgTx, row: NewDomain): Promise<void> {
  await tx.organizationDomain.createMany({ data: [row] });
}

export async function deleteDomain(tx: OrgTx, organizationId: string, id: string): Promise<void> {
  await tx.organizationDomain.deleteMany({ where: { organizationId, id } });
}

/**
 * What a domain is no longer verified for ends with that. In SQL, so that the name of the index that refuses it is told: `organization_domains_one_verified`.
 */
export async function updateProof(
  tx: OrgTx,
  organizationId: string,
  id: string,
  change: CheckDecision['change'],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE organization_domains
       SET verified_at = ${change.verifiedAt}, lapsed_at = ${change.lapsedAt}, last_checked_at = ${change.lastCheckedAt},
           last_failure = ${change.lastFailure}, failing_since = ${change.failingSince}, next_check_at = ${change.nextCheckAt},
           requires_sso = requires_sso AND ${change.verifiedAt}::timestamptz IS NOT NULL
     WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
}

export async function updateJoin(
  tx: OrgTx,
  organizationId: string,
  id: string,
  join: { joinMode: JoinMode; joinRole: JoinRole },
): Promise<void> {
  await tx.organizationDomain.updateMany({ where: { organizationId, id }, data: join });
}
