import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDomain } from '@/lib/domains/add-domain';
import { checkDomain } from '@/lib/domains/check-domain';
import { listDomains } from '@/lib/domains/list-domains';
import { checksPerOrganization } from '@/lib/domains/limits';
import { maxDomains, recordNameOf, recordValueOf, stateOf } from '@/lib/domains/model';
import { removeDomain } from '@/lib/domains/remove-domain';
import { updateJoinMode } from '@/lib/domains/update-join-mode';
import { startDnsServer, type DnsServer } from '@/tests/support/dns-server';
import { domainsOf } from '@/tests/support/domains';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let server: DnsServer;
let domains: ReturnType<typeof domainsOf>;
let acme: Tenant;
let count = 0;
/** Of its own for each test, since one organization alone can have it. */
const fresh = () => `acme-${(count += 1)}.example`;

beforeAll(async () => {
  world = await createWorld();
  server = await startDnsServer();
  domains = domainsOf(world, server);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

const events = async (tenant = acme) =>
  (await auditOf(world, tenant.organizationId))
    .filter(({ action }) => action.startsWith('domain.'))
    .map(({ action, target_label }) => `${action} ${target_label}`);

describe('a domain', () => {
  test('is added in canonical form, waits for its record, and is told in the log', async () => {
    const added = await domains.add(acme, ' BÜCHER.example. ');
    expect(added).toMatchObject({
      domain: 'xn--bcher-kva.example',
      verifiedAt: null,
      joinMode: 'none',
      joinRole: 'read-only',
      createdByName: 'Adele Admin',
    });
    expect(added.token).toMatch(/^[\w-]{43}$/);
    expect(stateOf(added)).toBe('waiting');
    expect(await events()).toEqual(['domain.added xn--bcher-kva.example']);
  });

  test('that is no domain of one’s own is refused beside the field', async () => {
    for (const [domain, words] of [
      ['ada@acme.example', /such as example\.com/],
      ['gmail.com', /Anybody can get an address/],
      ['co.uk', /belong to many/],
    ] as const) {
      const refusal = await refusalOf(domains.add(acme, domain));
      expect(refusal.code).toBe('invalid-input');
      expect(refusal.fieldErrors['domain']?.[0]).toMatch(words);
    }
    expect(await domains.list(acme)).toEqual([]);
  });

  test('stands in a list once, however many add it at the same moment', async () => {
    const domain = fresh();
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => domains.add(acme, domain)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(domains.add(acme, domain.toUpperCase()))).toBe('invalid-input');
    expect(await domains.list(acme)).toHaveLength(1);
  });

  test('is one of a bounded number', async () => {
    await world.owner.query(
      `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at)
       SELECT gen_random_uuid(), $1, 'many-' || n || '.example', 't', 'Ada', now() FROM generate_series(1, $2::int) n`,
      [acme.organizationId, maxDomains],
    );
    expect(await codeOf(domains.add(acme, fresh()))).toBe('conflict');
  });

  test('is verified by its record, at its own name alone', async () => {
    const added = await domains.add(acme, fresh());
    server.names.set(added.domain, { txt: [recordValueOf(added.token)] });
    expect(await domains.check(acme, added)).toMatchObject({ lastFailure: 'absent' });
    server.names.set(recordNameOf(added.domain), { txt: [recordValueOf('of-another')] });
    expect(await domains.check(acme, added)).toMatchObject({ lastFailure: 'other' });
    domains.publish(added);
    const verified = await domains.check(acme, added);
    expect(verified).toMatchObject({ verifiedAt: world.deps.clock.now(), lastFailure: null });
    expect(await domains.find(acme, added.id)).toEqual(verified);
    expect(await events()).toEqual([
      `domain.added ${added.domain}`,
      `domain.verified ${added.domain}`,
    ]);
    // Asked for with the underscored name, and no other.
    expect(server.asked.every(({ name }) => name.startsWith('_gatehouse-challenge.'))).toBe(true);
  });

  test('is not verified by what proves the one above or below it', async () => {
    const parent = fresh();
    const above = await domains.verified(acme, parent);
    expect(stateOf(above)).toBe('verified');
    const below = await domains.add(acme, `mail.${parent}`);
    expect(stateOf(await domains.check(acme, below))).toBe('waiting');
    const other = fresh();
    expect(stateOf(await domains.verified(acme, `mail.${other}`))).toBe('verified');
    const top = await domains.add(acme, other);
    expect(stateOf(await domains.check(acme, top))).toBe('waiting');
  });

  test('is not verified by the record of another organization', async () => {
    const globex = await world.tenant('Globex');
    const domain = fresh();
    const theirs = await domains.add(globex, domain);
    const ours = await domains.add(acme, domain);
    expect(ours.token).not.toBe(theirs.token);
    domains.publish(theirs);
    expect(stateOf(await domains.check(acme, ours))).toBe('waiting');
    expect(stateOf(await domains.check(globex, theirs))).toBe('verified');
  });

  test('says that nobody answered, where name servers fail', async () => {
    const added = await domains.add(acme, fresh());
    server.names.set(recordNameOf(added.domain), { rcode: 'SERVFAIL' });
    const checked = await domains.check(acme, added);
    expect(checked).toMatchObject({ lastFailure: 'unanswered', verifiedAt: null });
    expect(stateOf(checked)).toBe('waiting');
  });

  test('gets another record when it is added again', async () => {
    const first = await domains.verified(acme, fresh());
    await removeDomain(domains.deps, await domains.grant(acme), { domainId: first.id });
    expect(await domains.list(acme)).toEqual([]);
    const second = await domains.add(acme, first.domain);
    expect(stateOf(await domains.check(acme, second))).toBe('waiting');
    expect(await events()).toContain(`domain.removed ${first.domain}`);
  });
});

describe('of two organizations that prove one domain', () => {
  const both = async () => {
    const globex = await world.tenant('Globex');
    const domain = fresh();
    const ours = await domains.add(acme, domain);
    const theirs = await domains.add(globex, domain);
    domains.publish(ours, theirs);
    return { globex, ours, theirs };
  };

  test('the first has it, and the second is not told who', async () => {
    const { globex, ours, theirs } = await both();
    await domains.check(acme, ours);
    const refused = await domains.check(globex, theirs);
    expect(refused).toMatchObject({ verifiedAt: null, lastFailure: 'taken' });
    expect(JSON.stringify(refused)).not.toContain(acme.organizationId);
    await domains.check(globex, theirs);
    expect(await events(globex)).toEqual([
      `domain.added ${ours.domain}`,
      `domain.verification-refused ${ours.domain}`,
    ]);
    await removeDomain(domains.deps, await domains.grant(acme), { domainId: ours.id });
    expect(stateOf(await domains.check(globex, theirs))).toBe('verified');
  });

  test('one has it when both prove it at the same moment', async () => {
    const { globex, ours, theirs } = await both();
    const results = await Promise.all([
      ...Array.from({ length: 3 }, () => domains.check(acme, ours)),
      ...Array.from({ length: 3 }, () => domains.check(globex, theirs)),
    ]);
    expect(results).toHaveLength(6);
    const states = [await domains.find(acme, ours.id), await domains.find(globex, theirs.id)].map(
      stateOf,
    );
    expect(states.sort()).toEqual(['verified', 'waiting']);
    const all = [...(await events(acme)), ...(await events(globex))];
    expect(all.filter((event) => event.startsWith('domain.verified'))).toHaveLength(1);
    expect(all.filter((event) => event.startsWith('domain.verification-refused'))).toHaveLength(1);
  });
});

describe('who changes domains', () => {
  test('is an Admin alone; everybody in the organization sees them', async () => {
    expect(rolesThatLack('domain.update')).toEqual(['developer', 'billing-manager', 'read-only']);
    const added = await domains.add(acme, fresh());
    for (const role of rolesThatLack('domain.update')) {
      expect(isTurnedAway(acme, role, 'domain.update')).toBe(true);
      const listed = await listDomains(domains.deps, acme.grant(role, 'organization.read'));
      expect(listed.map(({ id }) => id)).toEqual([added.id]);
    }
  });

  test('confirms that it is them, but not to look for a record', async () => {
    const found = await domains.verified(acme, fresh());
    const stale = acme.grant('admin', 'domain.update');
    const { deps } = domains;
    const change = { domainId: found.id, joinMode: 'offer', joinRole: 'developer' } as const;
    for (const act of [
      () => addDomain(deps, stale, { domain: fresh() }),
      () => updateJoinMode(deps, stale, change),
      () => removeDomain(deps, stale, { domainId: found.id }),
    ]) {
      expect(await codeOf(act())).toBe('reauthentication-required');
    }
    expect(await checkDomain(deps, stale, { domainId: found.id })).toMatchObject({ id: found.id });
    expect(await domains.list(acme)).toEqual([
      expect.objectContaining({ joinMode: 'none', domain: found.domain }),
    ]);
  });

  test('is refused once the role is lost, also while name servers are asked', async () => {
    const added = await domains.add(acme, fresh());
    domains.publish(added);
    const grant = await domains.grant(acme);
    const { deps } = domains;
    const slow = {
      findTxt: async (name: string) => {
        await world.owner.query('BEGIN');
        await world.owner.query('SET LOCAL session_replication_role = replica');
        await world.owner.query(
          `UPDATE memberships SET role = 'developer' WHERE organization_id = $1 AND user_id = $2`,
          [acme.organizationId, acme.people.admin.userId],
        );
        await world.owner.query('COMMIT');
        return deps.dns.findTxt(name);
      },
    };
    const checking = checkDomain({ ...deps, dns: slow }, grant, { domainId: added.id });
    expect(await codeOf(checking)).toBe('forbidden');
    expect(await codeOf(removeDomain(deps, grant, { domainId: added.id }))).toBe('forbidden');
    expect(await codeOf(addDomain(deps, grant, { domain: fresh() }))).toBe('forbidden');
    expect(stateOf(await domains.find(acme, added.id))).toBe('waiting');
  });

  test('finds nothing of another organization', async () => {
    const globex = await world.tenant('Globex');
    const theirs = await domains.verified(globex, fresh());
    const grant = await domains.grant(acme);
    const domainId = theirs.id;
    const { deps } = domains;
    expect(await codeOf(checkDomain(deps, grant, { domainId }))).toBe('not-found');
    expect(await codeOf(removeDomain(deps, grant, { domainId }))).toBe('not-found');
    expect(
      await codeOf(
        updateJoinMode(deps, grant, { domainId, joinMode: 'offer', joinRole: 'developer' }),
      ),
    ).toBe('not-found');
    expect(await domains.list(acme)).toEqual([]);
    expect(await domains.find(globex, domainId)).toEqual(theirs);
  });

  test('changes nothing while the organization is being deleted', async () => {
    const added = await domains.add(acme, fresh());
    const grant = await domains.grant(acme);
    await world.owner.query(`UPDATE organizations SET status = 'deleting' WHERE id = $1`, [
      acme.organizationId,
    ]);
    const { deps } = domains;
    expect(await codeOf(addDomain(deps, grant, { domain: fresh() }))).toBe('organization-deleting');
    expect(await codeOf(removeDomain(deps, grant, { domainId: added.id }))).toBe(
      'organization-deleting',
    );
  });
});

test('looking for records is bounded for an organization', async () => {
  const added = await domains.add(acme, fresh());
  const grant = await domains.grant(acme);
  const dns = { findTxt: () => Promise.resolve({ status: 'absent' } as const) };
  const deps = { ...domains.deps, dns };
  const { points } = checksPerOrganization;
  await world.owner.query(
    `INSERT INTO attempt_counters (key, points, expire) VALUES ($1, $2, $3)`,
    [`${checksPerOrganization.name}:${acme.organizationId}`, points - 1, Date.now() + 600_000],
  );
  await checkDomain(deps, grant, { domainId: added.id });
  const refusal = await refusalOf(checkDomain(deps, grant, { domainId: added.id }));
  expect(refusal.code).toBe('rate-limited');
  expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
});

describe('the join mode', () => {
  test('is changed for a verified domain, and told with before and after', async () => {
    const found = await domains.verified(acme, fresh());
    await domains.offer(acme, found, 'billing-manager');
    await domains.offer(acme, found, 'billing-manager');
    expect(await domains.find(acme, found.id)).toMatchObject({
      joinMode: 'offer',
      joinRole: 'billing-manager',
    });
    const changes = (await auditOf(world, acme.organizationId)).filter(
      ({ action }) => action === 'domain.join-mode-changed',
    );
    expect(changes).toEqual([
      expect.objectContaining({
        before: { joinMode: 'none', joinRole: 'read-only' },
        after: { joinMode: 'offer', joinRole: 'billing-manager' },
      }),
    ]);
  });

  test('cannot be changed for one that is not verified', async () => {
    const added = await domains.add(acme, fresh());
    expect(await codeOf(domains.offer(acme, added))).toBe('conflict');
  });

  test('never makes an Admin, whatever writes it', async () => {
    const found = await domains.verified(acme, fresh());
    await expect(
      world.owner.query(`UPDATE organization_domains SET join_role = 'admin' WHERE id = $1`, [
        found.id,
      ]),
    ).rejects.toThrow('organization_domains_join_role_known');
  });
});

test('a failing audit write takes the change with it', async () => {
  const waiting = await domains.add(acme, fresh());
  const verified = await domains.verified(acme, fresh());
  domains.publish(waiting);
  const grant = await domains.grant(acme);
  const { deps } = domains;
  await withoutAudit(world, async () => {
    await expect(addDomain(deps, grant, { domain: fresh() })).rejects.toThrow();
    await expect(checkDomain(deps, grant, { domainId: waiting.id })).rejects.toThrow();
    await expect(removeDomain(deps, grant, { domainId: verified.id })).rejects.toThrow();
    await expect(
      updateJoinMode(deps, grant, {
        domainId: verified.id,
        joinMode: 'offer',
        joinRole: 'developer',
      }),
    ).rejects.toThrow();
  });
  expect(await domains.list(acme)).toEqual(
    [waiting, verified].sort((a, b) => (a.domain < b.domain ? -1 : 1)),
  );
});
