import type { ConnectionView } from '@/components/sso/views';
import type { Connection } from '@/lib/sso/list-connections';

/** A connection as it crosses to the browser. */
export function connectionView(connection: Connection): ConnectionView {
  const { id, name, versions } = connection;
  return {
    ...{ id, name },
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
