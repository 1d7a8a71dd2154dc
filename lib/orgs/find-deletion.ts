import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectAdmins, selectDeletion } from './deletion-repository';

export type Deletion = {
  requestedAt: Date;
  /** Null where they are no member any more, or it was the operator. */
  requestedBy: string | null;
  /** Until when it can be kept. */
  endsAt: Date;
  /** Who can keep it, by name. */
  admins: string[];
};

/** Since when, by whom and until when the organization is being deleted; null while it is not. For every member. */
export async function findDeletion(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'organization.read'>,
): Promise<Deletion | null> {
  return withOrg(deps.db, organizationId, async (tx) => {
    const row = await selectDeletion(tx, organizationId);
    if (row === null || row.requestedAt === null || row.endsAt === null) return null;
    const { requestedAt, requestedBy, endsAt } = row;
    const admins = (await selectAdmins(tx, organizationId)).map(({ name }) => name);
    return { requestedAt, requestedBy, endsAt, admins };
  });
}
