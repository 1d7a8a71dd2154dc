import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { joinOrganization } from '@/lib/domains/join-organization';
import { listJoinOffers } from '@/lib/domains/list-join-offers';
import type { Domain } from '@/lib/domains/model';
import { removeDomain } from '@/lib/domains/remove-domain';
import { updateJoinMode } from '@/lib/domains/update-join-mode';
import { createInvitation } from '@/lib/invites/create-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { departuresOf } from '@/tests/support/departures';
import { startDnsServer, type DnsServer } from '@/tests/support/dns-server';
import { domainsOf } from '@/tests/support/domains';
import {
  auditOf,
  codeOf,
  createWorld,
  refusalOf,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let server: DnsServer;
let domains: ReturnType<typeof domainsOf>;
let acme: Tenant;
let found: Domain;
let ada: Person;
let count = 0;

beforeAll(async () => {
  world = await createWorld();
  server = await startDnsServer();
  domains = domainsOf(world, server);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  found = await domains.verified(acme, `join-${(count += 1)}.example`);
  await domains.offer(acme, found);
  ada = await personAt(found.domain);
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

async function personAt(domain: string): Promise<Person> {
  const person = await world.person('Ada Newcomer');
  const email = `ada-${(count += 1)}@${domain}`;
  await world.owner.query('UPDATE users SET email = $2 WHERE id = $1', [person.userId, email]);
  return { ...person, email };
}
const offersTo = (person: Person) => listJoinOffers(world.deps, world.personGrant(person));
const join = (person: Person, { id }: Domain = found) =>
  joinOrganization(world.deps, world.personGrant(person), { domainId: id });
const slugsOf = async (person: Person) =>
  (await listMyOrganizations(world.deps, world.personGrant(person))).map(({ slug }) => slug);
const joined = async () =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) => action === 'member.joined');

describe('whoever has an address on a verified domain', () => {
  test('is offered to join, joins with the role that the Admin chose, and the log says so', async () => {
    expect(await offersTo(ada)).toEqual([
      { domainId: found.id, domain: found.domain, organizationName: 'Acme', role: 'developer' },
    ]);
    expect(await join(ada)).toEqual({ slug: acme.slug });
    expect(await offersTo(ada)).toEqual([]);
    const [mine] = await listMyOrganizations(world.deps, world.personGrant(ada));
    expect(mine).toMatchObject({ slug: acme.slug, role: 'developer' });
    expect(await joined()).toEqual([
      expect.objectContaining({
        actor_id: ada.userId,
        target_id: ada.userId,
        target_label: `Ada Newcomer <${ada.email}>`,
        after: { role: 'developer', teams: ['Default'], domain: found.domain },
      }),
    ]);
    const { rows } = await world.owner.query(
      'SELECT team_id FROM team_memberships WHERE user_id = $1',
      [ada.userId],
    );
    expect(rows).toEqual([{ team_id: acme.teams.default }]);
  });

  test('joins once, however many tabs ask', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => join(ada)));
    expect(new Set(results.map(({ slug }) => slug))).toEqual(new Set([acme.slug]));
    expect(await joined()).toHaveLength(1);
  });

  test('is offered nothing where the Admin chose so, or the domain is verified no more', async () => {
    const { deps } = domains;
    const off = { domainId: found.id, joinMode: 'none', joinRole: 'developer' } as const;
    await updateJoinMode(deps, await domains.grant(acme), off);
    expect(await offersTo(ada)).toEqual([]);
    expect(await codeOf(join(ada))).toBe('not-found');
    await domains.offer(acme, found);
    await world.owner.query(
      'UPDATE organization_domains SET verified_at = NULL, lapsed_at = now() WHERE id = $1',
      [found.id],
    );
    expect(await offersTo(ada)).toEqual([]);
    expect(await codeOf(join(ada))).toBe('not-found');
    await removeDomain(deps, await domains.grant(acme), { domainId: found.id });
    expect(await codeOf(join(ada))).toBe('not-found');
    expect(await slugsOf(ada)).toEqual([]);
  });

  test('is offered nothing by an organization that is being deleted', async () => {
    await world.owner.query(`UPDATE organizations SET status = 'deleting' WHERE id = $1`, [
      acme.organizationId,
    ]);
    expect(await offersTo(ada)).toEqual([]);
    expect(await codeOf(join(ada))).toBe('not-found');
  });

  test('is offered the invitation instead, where one waits', async () => {
    const grant = acme.grant('admin', 'invitation.create');
    const input = createInvitationSchema.parse({ email: ada.email, role: 'billing-manager' });
    await createInvitation(world.deps, grant, input);
    expect(await offersTo(ada)).toEqual([]);
  });

  test('comes back after they left by themselves, but not after an Admin removed them', async () => {
    const departures = departuresOf(world, acme);
    await join(ada);
    await departures.leave(ada, 'developer');
    expect(await offersTo(ada)).toHaveLength(1);
    await join(ada);
    await departures.remove(ada);
    expect(await offersTo(ada)).toEqual([]);
    expect(await codeOf(join(ada))).toBe('not-found');
    expect(await slugsOf(ada)).toEqual([]);
  });
});

describe('nobody else', () => {
  test('joins by a domain above, below or like theirs', async () => {
    for (const domain of [
      `mail.${found.domain}`,
      found.domain.replace(/^join-\d+\./, ''),
      `x${found.domain}`,
      `${found.domain}.evil.example`,
      'other.example',
    ]) {
      const stranger = await personAt(domain);
      expect(await offersTo(stranger)).toEqual([]);
      expect(await codeOf(join(stranger))).toBe('not-found');
      expect(await slugsOf(stranger)).toEqual([]);
    }
    expect(await joined()).toEqual([]);
  });

  test('joins after their address is another, also a moment before', async () => {
    const grant = world.personGrant(ada);
    await world.owner.query('UPDATE users SET email = $2 WHERE id = $1', [
      ada.userId,
      `ada-${(count += 1)}@elsewhere.example`,
    ]);
    expect(await codeOf(joinOrganization(world.deps, grant, { domainId: found.id }))).toBe(
      'not-found',
    );
  });

  test('learns from the answer whether there is such a domain', async () => {
    const stranger = await personAt('other.example');
    const theirs = await refusalOf(join(stranger));
    const unknown = await refusalOf(join(stranger, { ...found, id: world.deps.ids.next() }));
    expect([theirs.code, theirs.publicMessage]).toEqual([unknown.code, unknown.publicMessage]);
  });
});

test('a failing audit write takes the membership with it', async () => {
  await withoutAudit(world, async () => {
    await expect(join(ada)).rejects.toThrow();
  });
  expect(await slugsOf(ada)).toEqual([]);
  expect(await join(ada)).toEqual({ slug: acme.slug });
});
