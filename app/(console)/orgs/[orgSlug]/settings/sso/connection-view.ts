import type { ConnectionView } from '@/components/sso/views';
import type { Connection } from '@/lib/sso/list-connections';

/** A connection as it crosses to the browser. */
export function connectionView(connection: Connection): ConnectionView {
  const { id, name, activeVersion, activatedAt, lastSignInAt, versions } = connection;
  const { allowsIdpInitiated, defaultRole, groupsAttribute, groupRoles } = connection;
  return {
    ...{ id, name, activeVersion, allowsIdpInitiated, defaultRole, groupsAttribute, groupRoles },
    activatedAt: activatedAt?.toISOString() ?? null,
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    versions: versions.map(({ lastTest, ...version }) => ({
      ...version,
      createdAt: version.createdAt.toISOString(),
      testedAt: version.testedAt?.toISOString() ?? null,
      certificates: version.certificates.map((certificate) => ({
        ...certificate,
        expiresAt: certificate.expiresAt.toISOString(),
      })),
    })),
  };
}
