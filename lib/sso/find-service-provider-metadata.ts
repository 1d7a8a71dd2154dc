import { notFound } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectConnectionOnTheWay } from './connection-repository';
import { serviceProviderOf } from './open-connection';
import { writeServiceProviderMetadata } from './saml/service-provider-metadata';

/**
 * What the identity provider of a connection has to know of us, as SAML metadata. Nothing in it is secret.
 * @throws AppError `not-found`
 */
export async function findServiceProviderMetadata(
  deps: Deps,
  connectionId: string,
): Promise<string> {
  const connection = await asSystem(deps.db, 'sso', (tx) =>
    selectConnectionOnTheWay(tx, connectionId),
  );
  if (connection === null) throw notFound('connection');
  return writeServiceProviderMetadata(serviceProviderOf(deps, connection));
}
