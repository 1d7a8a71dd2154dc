import type { Grant } from '@/lib/authz/authorize';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { openPolicy, type OrganizationPolicy } from './model';
import { selectMembersWithoutMfa, selectPolicy, type MembersWithoutMfa } from './policy-repository';

const maxNames = 5;

/** The organization's security policy. */
export async function findPolicy(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'organization.read'>,
): Promise<OrganizationPolicy> {
  const policy = await withOrg(deps.db, organizationId, (tx) => selectPolicy(tx, organizationId));
  return policy ?? openPolicy;
}

/** Whom a demand of a second factor concerns: shown to Admins before they save one. */
export async function findMembersWithoutMfa(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'policy.update'>,
): Promise<MembersWithoutMfa> {
  return asSystem(deps.db, 'policy', (tx) => selectMembersWithoutMfa(tx, organizationId, maxNames));
}
