import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { selectOrganization } from '@/lib/orgs/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { beginTestRequest } from './begin-request';
import { changeConnection } from './change-connection';
import { selectVersions } from './connection-repository';
import type { ConnectionInput } from './schema';
import { serviceProviderAddresses } from './service-provider';

/**
 * Begins a test sign-in with the newest version of a connection. It leads to the identity provider and back to the page
 * of the connection, and signs nobody in.
 * @returns where to go.
 * @throws AppError `not-found`, `conflict` where no identity provider is known yet, `reauthentication-required`.
 */
export async function startTest(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId }: ConnectionInput,
): Promise<{ url: string }> {
  const { organizationId, userId, sessionId } = grant;
  const { version, slug } = await changeConnection(deps, grant, connectionId, async (tx) => {
    const [latest] = await selectVersions(tx, organizationId, [connectionId]);
    const organization = await selectOrganization(tx, organizationId);
    return { version: latest?.version, slug: organization?.slug };
  });
  if (version === undefined || slug === undefined) {
    throw new AppError('conflict', 'Add the metadata of your identity provider first.');
  }
  const { requestId } = await asSystem(deps.db, 'sso', (tx) =>
    beginTestRequest(deps, tx, {
      ...{ connectionId, organizationId, version, userId, sessionId },
      returnTo: `/orgs/${slug}/settings/sso/${connectionId}#test`,
    }),
  );
  const { loginUrl } = serviceProviderAddresses(deps.config, connectionId);
  return { url: `${loginUrl}?request=${requestId}` };
}
