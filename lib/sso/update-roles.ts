import type { Grant } from '@/lib/authz/authorize';
import { roleNames } from '@/lib/authz/permissions';
import type { Deps } from '@/lib/platform/deps';
import { changeConnection } from './change-connection';
import { updateConnectionRow } from './connection-repository';
import type { RoleRules } from './model';
import { recordConnectionEvent } from './record-connection-event';
import type { UpdateRolesInput } from './schema';

/**
 * Says which role the people of a connection get: a default, and rules for their groups. It counts from each person's next
 * sign-in; no version changes, since what a test proves does not.
 * @throws AppError `not-found`, `reauthentication-required`.
 */
export async function updateRoles(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, ...input }: UpdateRolesInput,
): Promise<{ connectionId: string }> {
  return changeConnection(deps, grant, connectionId, async (tx, connection) => {
    const change = { ...input, groupsAttribute: input.groupsAttribute ?? null };
    const before = inWords(connection);
    const after = inWords(change);
    if (JSON.stringify(before) === JSON.stringify(after)) return { connectionId };
    await updateConnectionRow(tx, grant.organizationId, connectionId, change);
    await recordConnectionEvent(deps, tx, grant, 'sso-connection.updated', connection, {
      before,
      after,
    });
    return { connectionId };
  });
}

const inWords = ({
  defaultRole,
  groupsAttribute,
  groupRoles,
}: RoleRules & { groupsAttribute: string | null }) => ({
  defaultRole,
  groupsAttribute,
  groupRoles: groupRoles.map(({ group, role }) => `${group}: ${roleNames[role]}`),
});
