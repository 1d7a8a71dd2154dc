import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMyOrganizations, type MyOrganization } from './repository';

/** The organizations in which the person is a member, by name, for the switcher. */
export async function listMyOrganizations(
  deps: Deps,
  grant: PersonGrant,
): Promise<MyOrganization[]> {
  return withPerson(deps.db, grant.userId, (tx) => selectMyOrganizations(tx, grant.userId));
}
