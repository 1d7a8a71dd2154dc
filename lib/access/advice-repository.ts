import type { SystemTx } from '@/lib/platform/db';

/** Whether somebody with this address is a member of an organization that is not being deleted. */
export async function isMemberByEmail(
  tx: SystemTx,
  organizationId: string,
  email: string,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
     WHERE m.organization_id = ${organizationId}::uuid AND u.email = ${email} AND o.status <> 'deleting'`;
  return rows.length > 0;
}
