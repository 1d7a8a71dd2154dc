import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import type { MemberRow } from '@/lib/orgs/member-repository';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { selectConnection, type ConnectionRow } from './connection-repository';

/**
 * How every act on a connection begins: with a fresh proof, the lock of the organization, the right as it is now, and the
 * connection.
 * @throws AppError `not-found`, `forbidden`, `reauthentication-required`.
 */
export async function changeConnection<T>(
  deps: Deps,
  grant: Grant<'sso.update'>,
  connectionId: string,
  work: (tx: OrgTx, connection: ConnectionRow, by: MemberRow) => Promise<T>,
): Promise<T> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'sso.change');
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const by = await requireCurrentRole(tx, grant);
    const connection = await selectConnection(tx, organizationId, connectionId);
    if (connection === null) throw notFound('connection');
    return work(tx, connection, by);
  });
}
