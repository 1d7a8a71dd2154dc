import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { idleLifetimeSeconds } from '@/lib/sessions/model';
import { countOpenSessions } from './active-repository';
import { certificateFacts } from './certificate-facts';
import {
  selectConnection,
  selectConnections,
  selectVersions,
  type ConnectionRow,
  type VersionRow,
} from './connection-repository';
import type { CertificateFacts } from './model';
import { serviceProviderAddresses, type ServiceProviderAddresses } from './service-provider';
import type { ConnectionInput } from './schema';

export type ConnectionVersion = Omit<VersionRow, 'certificates'> & {
  certificates: CertificateFacts[];
};

export type Connection = Omit<ConnectionRow, 'certificate'> & {
  /** The newest first; none before the identity provider is known. */
  versions: ConnectionVersion[];
};

export type ConnectionDetails = Connection & {
  /** What the identity provider has to know of us. */
  serviceProvider: ServiceProviderAddresses & { certificate: string };
  /** How many sessions came by it and are open: what ends with it. */
  openSessions: number;
};

/** The organization's connections, the oldest first. */
export async function listConnections(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'sso.update'>,
): Promise<Connection[]> {
  return withOrg(deps.db, organizationId, async (tx) => {
    const rows = await selectConnections(tx, organizationId);
    const ids = rows.map(({ id }) => id);
    const versions = await selectVersions(tx, organizationId, ids);
    return rows.map((row) =>
      connectionOf(
        row,
        versions.filter((each) => each.connectionId === row.id),
      ),
    );
  });
}

/**
 * One connection, with all that its Admins need to set it up.
 * @throws AppError `not-found`, for one of another organization too.
 */
export async function getConnection(
  deps: Pick<Deps, 'clock' | 'db' | 'config'>,
  { organizationId }: Grant<'sso.update'>,
  { connectionId }: ConnectionInput,
): Promise<ConnectionDetails> {
  return withOrg(deps.db, organizationId, async (tx) => {
    const row = await selectConnection(tx, organizationId, connectionId);
    if (row === null) throw notFound('connection');
    const addresses = serviceProviderAddresses(deps.config, connectionId);
    const now = deps.clock.now();
    const live = { now, seenAfter: addSeconds(now, -idleLifetimeSeconds) };
    return {
      ...connectionOf(row, await selectVersions(tx, organizationId, [connectionId])),
      openSessions: await countOpenSessions(tx, connectionId, live),
      serviceProvider: { ...addresses, certificate: row.certificate },
    };
  });
}

function connectionOf(
  { certificate, ...row }: ConnectionRow,
  versions: readonly VersionRow[],
): Connection {
  return {
    ...row,
    versions: versions.map(({ certificates, ...version }) => ({
      ...version,
      certificates: certificates.map(certificateFacts),
    })),
  };
}
