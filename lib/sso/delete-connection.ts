import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeConnection } from './change-connection';
import { deleteConnectionRow } from './connection-repository';
import { recordConnectionEvent } from './record-connection-event';
import type { ConnectionInput } from './schema';

/**
 * Deletes a connection with its key and its versions.
 * @throws AppError `not-found`, `reauthentication-required`.
 */
export async function deleteConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId }: ConnectionInput,
): Promise<{ connectionId: string }> {
  return changeConnection(deps, grant, connectionId, async (tx, connection) => {
    await deleteConnectionRow(tx, grant.organizationId, connectionId);
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.deleted', connection);
    return { connectionId };
  });
}
