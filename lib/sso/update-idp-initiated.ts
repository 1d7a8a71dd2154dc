import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeConnection } from './change-connection';
import { updateConnectionRow } from './connection-repository';
import { recordConnectionEvent } from './record-connection-event';
import type { UpdateIdpInitiatedInput } from './schema';

/**
 * Says whether the identity provider may begin a sign-in by itself, with a response that answers no request of ours.
 * @throws AppError `not-found`, `reauthentication-required`.
 */
export async function updateIdpInitiated(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, allowsIdpInitiated }: UpdateIdpInitiatedInput,
): Promise<{ connectionId: string }> {
  return changeConnection(deps, grant, connectionId, async (tx, connection) => {
    if (connection.allowsIdpInitiated === allowsIdpInitiated) return { connectionId };
    await updateConnectionRow(tx, grant.organizationId, connectionId, { allowsIdpInitiated });
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.updated', connection, {
      before: { allowsIdpInitiated: connection.allowsIdpInitiated },
      after: { allowsIdpInitiated },
    });
    return { connectionId };
  });
}
