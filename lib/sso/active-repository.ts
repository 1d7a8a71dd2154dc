import type { OrgTx, SystemTx } from '@/lib/platform/db';

/** By what people sign in: the version, and the entity ID that no other connection may be active with. */
export type Active = { version: number; entityId: string; at: Date };

/** In SQL, so that the name of the index that refuses it is told: `saml_connections_active_entity_id_key`. */
export async function updateActive(
  tx: OrgTx,
  organizationId: string,
  id: string,
  active: Active | null,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE saml_connections
       SET active_version = ${active?.version ?? null}::int, active_entity_id = ${active?.entityId ?? null},
           activated_at = ${active?.at ?? null}
     WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
}

/** The other connections of the organization by which people sign in. */
export async function selectOtherActive(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<{ name: string; activeEntityId: string | null }[]> {
  return tx.samlConnection.findMany({
    where: { organizationId, id: { not: id }, activeVersion: { not: null } },
    orderBy: { id: 'asc' },
    select: { name: true, activeEntityId: true },
  });
}

/** The domains whose people must come by single sign-on, by name. */
export async function selectRequiringDomains(tx: OrgTx, organizationId: string): Promise<string[]> {
  const rows = await tx.organizationDomain.findMany({
    where: { organizationId, requiresSso: true },
    orderBy: { domain: 'asc' },
    select: { domain: true },
  });
  return rows.map(({ domain }) => domain);
}

/** How many sessions are open that came by a connection of the organization. */
export async function countOpenSessions(
  tx: OrgTx,
  connectionId: string,
  { now, seenAfter }: { now: Date; seenAfter: Date },
): Promise<number> {
  const rows = await tx.$queryRaw<{ open: number }[]>`
    SELECT gatehouse_sessions_of_connection(${connectionId}::uuid, ${now}::timestamptz, ${seenAfter}::timestamptz) AS open`;
  return rows[0]?.open ?? 0;
}

/** Ends every session that came by a connection of the organization. Returns how many. */
export async function endSessionsOfConnection(
  tx: OrgTx,
  connectionId: string,
  now: Date,
): Promise<number> {
  const rows = await tx.$queryRaw<{ ended: number }[]>`
    SELECT gatehouse_end_sessions_of_connection(${connectionId}::uuid, ${now}::timestamptz) AS ended`;
  return rows[0]?.ended ?? 0;
}

/** Whether the people of another organization sign in at this identity provider. */
export async function isActiveElsewhere(
  tx: SystemTx,
  entityId: string,
  organizationId: string,
): Promise<boolean> {
  const where = { activeEntityId: entityId, organizationId: { not: organizationId } };
  return (await tx.samlConnection.count({ where })) > 0;
}
