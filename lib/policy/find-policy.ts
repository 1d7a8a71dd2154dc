import type { Grant } from '@/lib/authz/authorize';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { issuersIn } from '@/lib/platform/oauth-settings';
import { maxNamesShown } from '@/lib/orgs/model';
import { openPolicy, type MembersByMethods, type OrganizationPolicy } from './model';
import {
  selectAuditRetention,
  selectMembersByMethods,
  selectMembersWithoutMfa,
  selectPolicy,
  type MembersWithoutMfa,
} from './repository';

/** The organization's security policy. */
export async function findPolicy(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'organization.read'>,
): Promise<OrganizationPolicy> {
  const policy = await withOrg(deps.db, organizationId, (tx) => selectPolicy(tx, organizationId));
  return policy ?? openPolicy;
}

/** For how many days the organization's audit log is kept; null for good. */
export async function findAuditRetention(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'organization.read'>,
): Promise<number | null> {
  return withOrg(deps.db, organizationId, (tx) => selectAuditRetention(tx, organizationId));
}

/** Whom a demand of a second factor concerns: shown to Admins before they save one. */
export async function findMembersWithoutMfa(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'policy.update'>,
): Promise<MembersWithoutMfa> {
  return asSystem(deps.db, 'policy', (tx) =>
    selectMembersWithoutMfa(tx, organizationId, maxNamesShown),
  );
}

/** By which ways the members can sign in: from it a page says whom a choice of methods would shut out. */
export async function findMembersByMethods(
  deps: Pick<Deps, 'db' | 'oauth'>,
  { organizationId }: Grant<'policy.update'>,
): Promise<MembersByMethods[]> {
  return asSystem(deps.db, 'policy', (tx) =>
    selectMembersByMethods(tx, organizationId, issuersIn(deps.oauth), maxNamesShown),
  );
}
