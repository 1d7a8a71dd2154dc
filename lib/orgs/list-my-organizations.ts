import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMyOrganizations, type MyOrganization } from './repository';

/** The organizations in which the person is a member and that the session opens, by name, for the switcher. */
export async function listMyOrganizations(
  deps: Deps,
  grant: PersonGrant,
): Promise<MyOrganization[]> {
  const { userId, boundTo } = grant;
  const all = await withPerson(deps.db, userId, (tx) => selectMyOrganizations(tx, userId));
  return boundTo === null ? all : all.filter((one) => one.organizationId === boundTo);
}
