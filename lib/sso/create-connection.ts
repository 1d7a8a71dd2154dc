import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { insertConnection, selectConnections } from './connection-repository';
import { maxConnections } from './model';
import { recordConnectionEvent } from './record-connection-event';
import { createKeyPair } from './saml/signing-key';
import type { CreateConnectionInput } from './schema';

/**
 * Makes a draft with a key of its own, so that the identity provider can be told of us before we know it. Nobody signs in
 * by a draft.
 * @throws AppError `conflict` where there are `maxConnections`, `reauthentication-required`.
 */
export async function createConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { name }: CreateConnectionInput,
): Promise<{ connectionId: string }> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'sso.change');
  const id = deps.ids.next();
  const now = deps.clock.now();
  // Takes a while: not under the lock.
  const commonName = new URL(deps.config.appUrl).hostname;
  const { privateKey, certificate } = await createKeyPair(deps.random, commonName, now);
  const { keyId, bytes } = deps.samlKeys.seal(privateKey, id);
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const others = await selectConnections(tx, organizationId);
    if (others.length >= maxConnections) {
      throw new AppError(
        'conflict',
        `An organization can have ${maxConnections} connections. Delete one that is no longer used.`,
      );
    }
    await insertConnection(tx, organizationId, {
      ...{ id, name, certificate, createdAt: now },
      ...{ keyId, keySealed: bytes },
    });
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.created', { id, name });
  });
  return { connectionId: id };
}
