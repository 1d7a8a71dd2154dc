import type { Grant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeConnection } from './change-connection';
import { updateConnectionRow } from './connection-repository';
import { recordConnectionEvent } from './record-connection-event';
import type { RenameConnectionInput } from './schema';

/**
 * Gives a connection another name. Who signs in by it, and how, stays as it is.
 * @throws AppError `not-found`, `reauthentication-required`.
 */
export async function renameConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, name }: RenameConnectionInput,
): Promise<{ connectionId: string }> {
  return changeConnection(deps, grant, connectionId, async (tx, before) => {
    if (before.name === name) return { connectionId };
    await updateConnectionRow(tx, grant.organizationId, connectionId, { name });
    const renamed = { id: connectionId, name };
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.updated', renamed, {
      before: { name: before.name },
      after: { name },
    });
    return { connectionId };
  });
}
