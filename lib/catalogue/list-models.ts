import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectModels, type Model } from './repository';

/** The models that can be called now. Any member may know them. */
export async function listModels(deps: Deps, grant: Grant<Permission>): Promise<Model[]> {
  return withOrg(deps.db, grant.organizationId, (tx) => selectModels(tx, deps.clock.now()));
}
