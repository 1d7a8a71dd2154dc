import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Domain } from './model';
import { selectDomains } from './repository';

/** The domains of the organization by name, verified or not. */
export async function listDomains(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'organization.read'>,
): Promise<Domain[]> {
  return withOrg(deps.db, organizationId, (tx) => selectDomains(tx, organizationId));
}
