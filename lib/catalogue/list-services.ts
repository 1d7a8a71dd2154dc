import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectServices, type Service } from './repository';

/** The services of the platform. Any member may know them. */
export async function listServices(deps: Deps, grant: Grant<Permission>): Promise<Service[]> {
  return withOrg(deps.db, grant.organizationId, selectServices);
}
