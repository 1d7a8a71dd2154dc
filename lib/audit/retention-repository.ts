import type { SystemTx } from '@/lib/platform/db';

export type OrganizationRetention = { organizationId: string; retentionDays: number };

export async function selectOrganizationsWithRetention(
  tx: SystemTx,
): Promise<OrganizationRetention[]> {
  return tx.$queryRaw`
    SELECT organization_id AS "organizationId", audit_retention_days AS "retentionDays"
      FROM organization_policies WHERE audit_retention_days IS NOT NULL ORDER BY organization_id`;
}

/** Deletes the oldest of the events that the organization no longer keeps, at most so many; how many went. */
export async function expireEvents(
  tx: SystemTx,
  organizationId: string,
  most: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<[{ deleted: number }]>`
    SELECT gatehouse_expire_audit_events(${organizationId}::uuid, ${most}::integer) AS deleted`;
  return row.deleted;
}
