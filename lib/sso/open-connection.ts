import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import {
  selectConnectionOnTheWay,
  selectVersionOnTheWay,
  type ConnectionOnTheWay,
  type VersionOnTheWay,
} from './connection-repository';
import type { Binding, IdentityProvider, ServiceProvider } from './saml/model';
import { serviceProviderAddresses } from './service-provider';

/** A connection ready for use: with our key, and with the identity provider as one version knows it. */
export type OpenConnection = {
  connection: ConnectionOnTheWay;
  version: VersionOnTheWay;
  serviceProvider: ServiceProvider;
  identityProvider: IdentityProvider;
};

type OpenDeps = Pick<Deps, 'config' | 'samlKeys'>;

/** Null where there is no such connection, version, or organization that could be entered. */
export async function openConnection(
  deps: OpenDeps,
  tx: SystemTx,
  connectionId: string,
  version: number,
): Promise<OpenConnection | null> {
  const connection = await selectConnectionOnTheWay(tx, connectionId);
  const known = connection && (await selectVersionOnTheWay(tx, connectionId, version));
  if (connection === null || known === null) return null;
  return {
    connection,
    version: known,
    serviceProvider: serviceProviderOf(deps, connection),
    identityProvider: {
      entityId: known.idpEntityId,
      signInUrl: known.signInUrl,
      binding: known.binding as Binding,
      certificates: known.certificates,
    },
  };
}

/** Gatehouse as the identity provider of a connection sees it. */
export function serviceProviderOf(
  { config, samlKeys }: OpenDeps,
  { id, certificate, keyId, keySealed }: ConnectionOnTheWay,
): ServiceProvider {
  const { entityId, acsUrl } = serviceProviderAddresses(config, id);
  const key = { certificate, privateKey: samlKeys.open({ keyId, bytes: keySealed }, id) };
  return { entityId, acsUrl, signingKey: key, decryptionKey: key };
}
