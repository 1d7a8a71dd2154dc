import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { checklistOf, type Checklist } from './model';
import { selectCounts, selectOrganization, type OrganizationRow } from './repository';

export type Overview = {
  organization: OrganizationRow;
  checklist: Checklist;
  counts: { members: number; teams: number; activeKeys: number };
};

/** What the first page of an organization shows. */
export async function getOverview(
  deps: Deps,
  grant: Grant<'organization.read'>,
): Promise<Overview> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    const { keysEver, ...counts } = await selectCounts(tx, organizationId, deps.clock.now());
    const checklist = checklistOf({ ...organization, hasKey: keysEver > 0 });
    return { organization, checklist, counts };
  });
}
