import { addDomain } from '@/lib/domains/add-domain';
import { checkDomain } from '@/lib/domains/check-domain';
import { listDomains } from '@/lib/domains/list-domains';
import { recordNameOf, recordValueOf, type Domain, type JoinRole } from '@/lib/domains/model';
import { updateJoinMode } from '@/lib/domains/update-join-mode';
import { createDns } from '@/lib/platform/dns';
import type { TestDeps } from './deps';
import type { DnsServer } from './dns-server';
import type { Tenant, World } from './tenants';

/** What tests of domains do over and over: in a world, with a name server of the test's own. */
export function domainsOf(world: World, server: DnsServer) {
  const deps: TestDeps = { ...world.deps, dns: createDns([server.address]) };
  const grant = async (tenant: Tenant) => {
    const { admin } = tenant.people;
    const sessionId = await world.sessionOf(admin);
    return tenant.grantFor(admin, { role: 'admin', teamIds: [], sessionId }, 'domain.update');
  };
  const list = (tenant: Tenant) =>
    listDomains(deps, tenant.grant('read-only', 'organization.read'));
  const find = async (tenant: Tenant, id: string): Promise<Domain> => {
    const found = (await list(tenant)).find((each) => each.id === id);
    if (found === undefined) throw new Error('the domain is not listed');
    return found;
  };
  const add = async (tenant: Tenant, domain: string): Promise<Domain> => {
    const { domainId } = await addDomain(deps, await grant(tenant), { domain });
    return find(tenant, domainId);
  };
  const publish = (...domains: Domain[]) => {
    const name = recordNameOf(domains[0]!.domain);
    server.names.set(name, { txt: domains.map(({ token }) => recordValueOf(token)) });
  };
  const check = async (tenant: Tenant, { id }: Domain) =>
    checkDomain(deps, await grant(tenant), { domainId: id });
  return {
    deps,
    grant,
    list,
    find,
    add,
    publish,
    check,
    unpublish: ({ domain }: Domain) => void server.names.delete(recordNameOf(domain)),
    verified: async (tenant: Tenant, domain: string): Promise<Domain> => {
      const added = await add(tenant, domain);
      publish(added);
      return check(tenant, added);
    },
    offer: async (tenant: Tenant, { id }: Domain, joinRole: JoinRole = 'developer') =>
      updateJoinMode(deps, await grant(tenant), { domainId: id, joinMode: 'offer', joinRole }),
  };
}
