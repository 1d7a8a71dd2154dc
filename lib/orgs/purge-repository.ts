import type { SystemTx } from '@/lib/platform/db';

export type DueOrganization = { id: string; name: string; slug: string };

/**
 * Those whose time to be kept is over. `strays`: those that were erased lately, for what somebody who came a moment before
 * the end may have written a moment after it.
 */
export async function selectDue(
  tx: SystemTx,
): Promise<{ due: DueOrganization[]; strays: string[] }> {
  const due = await tx.$queryRaw<DueOrganization[]>`
    SELECT id, name, slug FROM organizations
     WHERE status = 'deleting' AND deletion_ends_at <= clock_timestamp() ORDER BY deletion_ends_at, id LIMIT 100`;
  const gone = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM deleted_organizations WHERE purged_at > clock_timestamp() - interval '2 days' ORDER BY purged_at LIMIT 1000`;
  return { due, strays: gone.map(({ id }) => id) };
}

/** Whether no row of it is gone yet. Holds it, so that of two who ask at once one begins. */
export async function lockUnbegun(tx: SystemTx, organizationId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ isUnbegun: boolean }[]>`
    SELECT purge_started_at IS NULL AS "isUnbegun" FROM organizations WHERE id = ${organizationId}::uuid FOR UPDATE`;
  return rows[0]?.isUnbegun ?? false;
}

/** What has become of one call of the database's own function, which alone may delete from the audit log. */
export type PurgeStep = 'more' | 'done' | 'not-due';

/** Deletes up to so many rows of an organization whose time is over. */
export async function purgeRows(
  tx: SystemTx,
  organizationId: string,
  maxRows: number,
): Promise<PurgeStep> {
  const rows = await tx.$queryRaw<{ step: PurgeStep }[]>`
    SELECT gatehouse_purge_organization(${organizationId}::uuid, ${maxRows}::int) AS step`;
  return rows[0]?.step ?? 'not-due';
}
