import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { endSessionsOfConnection, updateActive } from './active-repository';
import { changeConnection } from './change-connection';
import { endConnection } from './end-connection';
import { recordConnectionEvent } from './record-connection-event';
import type { ConnectionInput } from './schema';

/**
 * Lets nobody sign in by a connection any more, and signs out at once whoever has. Its versions stay, to be activated again.
 * @returns how many sessions ended.
 * @throws AppError `not-found`, `conflict` while a domain requires single sign-on and no other connection is active,
 *   `reauthentication-required`.
 */
export async function deactivateConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId }: ConnectionInput,
): Promise<{ sessionsEnded: number }> {
  const { organizationId } = grant;
  return changeConnection(deps, grant, connectionId, async (tx, connection) => {
    const { activeVersion } = connection;
    if (activeVersion === null) return { sessionsEnded: 0 };
    const ended = await endConnection(deps, tx, organizationId, connection);
    await updateActive(tx, organizationId, connectionId, null);
    // Sign-ins under way hold the connection: those for which this had to wait end as well.
    const late = await endSessionsOfConnection(tx, connectionId, deps.clock.now());
    const sessionsEnded = ended + late;
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.deactivated', connection, {
      before: { version: activeVersion },
      after: { version: null, sessionsEnded },
    });
    return { sessionsEnded };
  });
}
