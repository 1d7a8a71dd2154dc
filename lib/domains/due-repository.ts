import type { SystemTx } from '@/lib/platform/db';

export type DueDomain = { id: string; organizationId: string };

/**
 * Takes domains whose check is due, by moving it: nobody else takes them meanwhile, and if this process ends before it
 * has looked, they are due again at `until`.
 */
export async function takeDueDomains(
  tx: SystemTx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<DueDomain[]> {
  return tx.$queryRaw<DueDomain[]>`
    UPDATE organization_domains SET next_check_at = ${until}
     WHERE id IN (SELECT d.id FROM organization_domains d JOIN organizations o ON o.id = d.organization_id
                   WHERE d.next_check_at <= ${now} AND o.status <> 'deleting'
                   ORDER BY d.next_check_at LIMIT ${limit}::int FOR UPDATE OF d SKIP LOCKED)
    RETURNING id, organization_id AS "organizationId"`;
}
