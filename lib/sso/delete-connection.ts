import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeConnection } from './change-connection';
import { deleteConnectionRow } from './connection-repository';
import { endConnection } from './end-connection';
import { recordConnectionEvent } from './record-connection-event';
import type { ConnectionInput } from './schema';

/**
 * Deletes a connection with its key, its versions, and every session that came by it.
 * @throws AppError `not-found`, `conflict` while a domain requires single sign-on and no other connection is active,
 *   `reauthentication-required`.
 */
export async function deleteConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId }: ConnectionInput,
): Promise<{ connectionId: string }> {
  const { organizationId } = grant;
  return changeConnection(deps, grant, connectionId, async (tx, connection) => {
    const sessionsEnded = await endConnection(deps, tx, organizationId, connection);
    await deleteConnectionRow(tx, organizationId, connectionId);
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.deleted', connection, {
      before: { version: connection.activeVersion },
      after: { sessionsEnded },
    });
    return { connectionId };
  });
}
