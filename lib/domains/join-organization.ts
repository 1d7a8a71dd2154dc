import type { PersonGrant } from '@/lib/authz/authorize';
import { selectMember } from '@/lib/orgs/member-repository';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { readAsSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { addByDomain, noOffer } from './add-by-domain';
import { selectOwnerOfDomain, wasRemoved } from './join-repository';
import { selectDomain } from './repository';
import type { DomainInput } from './schema';

/**
 * Makes a person a member because the address that their account has proved is on a domain that the organization has
 * verified, and it offers that. Once however often it is asked for. What the organization demands at entry (a second
 * factor, a way of signing in) is asked of them there as of every member.
 * @throws AppError `not-found` for whoever has no address on it, or where nothing is offered (any more).
 */
export async function joinOrganization(
  deps: Deps,
  grant: PersonGrant,
  { domainId }: DomainInput,
): Promise<{ slug: string }> {
  const { userId } = grant;
  const organizationId = await readAsSystem(deps.db, 'join-domain', (sql) =>
    selectOwnerOfDomain(sql, domainId, userId),
  );
  if (organizationId === null) throw noOffer();
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const organization = await selectOrganization(tx, organizationId);
    const domain = await selectDomain(tx, organizationId, domainId);
    if (organization === null || organization.status === 'deleting' || domain === null) {
      throw noOffer();
    }
    // Twice from two tabs: the second is led on as the first was.
    if ((await selectMember(tx, organizationId, userId)) !== null) {
      return { slug: organization.slug };
    }
    if (domain.verifiedAt === null || domain.joinMode !== 'offer') throw noOffer();
    if (await wasRemoved(tx, organizationId, userId)) throw noOffer();
    const { domain: name, joinRole: role } = domain;
    await addByDomain(deps, tx, grant, organizationId, { domain: name, role });
    return { slug: organization.slug };
  });
}
