import type { OrgTx, SystemTx } from '@/lib/platform/db';

/** Organizations whose people sign in by some connection, after one of them, in the order of their ids. */
export async function selectOrganizationsWithActive(
  tx: SystemTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ organizationId: string }[]>`
    SELECT DISTINCT c.organization_id AS "organizationId"
      FROM saml_connections c JOIN organizations o ON o.id = c.organization_id
     WHERE c.active_version IS NOT NULL AND o.status <> 'deleting'
       AND (${after}::uuid IS NULL OR c.organization_id > ${after}::uuid)
     ORDER BY 1 LIMIT ${limit}::int`;
  return rows.map(({ organizationId }) => organizationId);
}

export type ActiveCertificates = { connectionId: string; name: string; certificates: string[] };

/** The certificates, in PEM, by which the active version of each connection knows its identity provider. */
export async function selectActiveCertificates(
  tx: OrgTx,
  organizationId: string,
): Promise<ActiveCertificates[]> {
  return tx.$queryRaw<ActiveCertificates[]>`
    SELECT c.id AS "connectionId", c.name, v.certificates
      FROM saml_connections c
      JOIN saml_connection_versions v
        ON v.organization_id = c.organization_id AND v.connection_id = c.id AND v.version = c.active_version
     WHERE c.organization_id = ${organizationId}::uuid ORDER BY c.id`;
}

/** Writes down that a notice is sent. Returns whether this call was the one: others may run at the same time. */
export async function insertCertificateNotice(
  tx: OrgTx,
  notice: {
    organizationId: string;
    connectionId: string;
    fingerprint: string;
    daysBefore: number;
    sentAt: Date;
  },
): Promise<boolean> {
  const { count } = await tx.samlCertificateNotice.createMany({
    data: [notice],
    skipDuplicates: true,
  });
  return count === 1;
}
