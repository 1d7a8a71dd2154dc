import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkDueDomains } from '@/lib/domains/check-due-domains';
import { recordNameOf, stateOf, type Domain } from '@/lib/domains/model';
import { removeDomain } from '@/lib/domains/remove-domain';
import { startDnsServer, type DnsServer } from '@/tests/support/dns-server';
import { domainsOf } from '@/tests/support/domains';
import { mailsOf } from '@/tests/support/tenant-mails';
import { auditOf, createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let server: DnsServer;
let domains: ReturnType<typeof domainsOf>;
let acme: Tenant;

beforeAll(async () => {
  world = await createWorld();
  server = await startDnsServer();
  domains = domainsOf(world, server);
});
beforeEach(async () => {
  await world.owner.query('DELETE FROM organization_domains');
  server.names.clear();
  server.asked.length = 0;
  acme = await world.tenant('Acme');
  await world.owner.query('DELETE FROM outbox_mails');
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

const day = 86_400;
const pass = (seconds: number) => world.deps.clock.moveBySeconds(seconds);
const run = () => checkDueDomains(domains.deps);
const stateNow = async (domain: Domain, tenant = acme) =>
  stateOf(await domains.find(tenant, domain.id));
const events = async () =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) => action.startsWith('domain.'));
const mails = async () =>
  (await mailsOf(world, acme.people.admin)).flatMap((mail) =>
    mail.template === 'domain-record' ? [mail] : [],
  );

describe('the job', () => {
  test('finds the record of a domain that waits, by itself', async () => {
    const added = await domains.add(acme, 'acme.example');
    expect(await run()).toBe(0);
    pass(300);
    expect(await run()).toBe(1);
    expect(await stateNow(added)).toBe('waiting');
    domains.publish(added);
    expect(await run()).toBe(0);
    pass(300);
    expect(await run()).toBe(1);
    expect(await stateNow(added)).toBe('verified');
    expect((await events()).at(-1)).toMatchObject({ action: 'domain.verified', actor_id: null });
  });

  test('looks for a record that never comes a bounded number of times, and then no more', async () => {
    const added = await domains.add(acme, 'acme.example');
    for (let hour = 0; hour < 8 * 24; hour += 1) {
      pass(3_600);
      await run();
    }
    expect(await stateNow(added)).toBe('unproved');
    expect(server.asked.length).toBeGreaterThan(15);
    expect(server.asked.length).toBeLessThan(40);
    domains.publish(added);
    expect(await run()).toBe(0);
    expect(stateOf(await domains.check(acme, added))).toBe('verified');
  });

  test('looks at a verified domain once a day, and ends it when the record is gone for 7', async () => {
    const found = await domains.verified(acme, 'acme.example');
    await domains.offer(acme, found);
    pass(day - 1);
    expect(await run()).toBe(0);
    pass(1);
    expect(await run()).toBe(1);
    expect(await mails()).toEqual([]);

    domains.unpublish(found);
    pass(day);
    await run();
    expect(await stateNow(found)).toBe('failing');
    expect(await mails()).toEqual([
      expect.objectContaining({
        change: 'failing',
        domain: 'acme.example',
        recordName: '_gatehouse-challenge.acme.example',
        recordValue: `gatehouse-verification=${found.token}`,
        until: expect.stringContaining('2026') as string,
      }),
    ]);
    for (let days = 0; days < 6; days += 1) {
      pass(day);
      expect(await run()).toBe(1);
      expect(await stateNow(found)).toBe('failing');
    }
    expect(await mails()).toHaveLength(1);
    pass(day);
    await run();
    expect(await stateNow(found)).toBe('lapsed');
    expect((await mails()).map(({ change }) => change)).toEqual(['failing', 'lapsed']);
    expect((await events()).map(({ action }) => action).slice(-2)).toEqual([
      'domain.record-missing',
      'domain.lapsed',
    ]);
    pass(30 * day);
    expect(await run()).toBe(0);
    // Others may prove it now.
    const globex = await world.tenant('Globex');
    expect(await stateNow(await domains.verified(globex, 'acme.example'), globex)).toBe('verified');
  });

  test('tells every Admin, and nobody else', async () => {
    const found = await domains.verified(acme, 'acme.example');
    await world.owner.query(
      `UPDATE memberships SET role = 'admin' WHERE organization_id = $1 AND user_id = $2`,
      [acme.organizationId, acme.people.developer.userId],
    );
    domains.unpublish(found);
    pass(day);
    await run();
    const { rows } = await world.owner.query<{ recipient: string }>(
      `SELECT recipient FROM outbox_mails WHERE template = 'domain-record' ORDER BY recipient`,
    );
    const { admin, developer } = acme.people;
    expect(rows.map(({ recipient }) => recipient)).toEqual([admin.email, developer.email].sort());
  });

  test('begins the days anew when the record comes back', async () => {
    const found = await domains.verified(acme, 'acme.example');
    domains.unpublish(found);
    pass(day);
    await run();
    domains.publish(found);
    pass(6 * day);
    await run();
    expect(await stateNow(found)).toBe('verified');
    expect((await events()).at(-1)).toMatchObject({ action: 'domain.record-found' });
    domains.unpublish(found);
    pass(day);
    await run();
    pass(6 * day);
    await run();
    expect(await stateNow(found)).toBe('failing');
  });

  test('ends nothing while the name servers fail', async () => {
    const found = await domains.verified(acme, 'acme.example');
    server.names.set(recordNameOf(found.domain), { rcode: 'SERVFAIL' });
    for (let days = 0; days < 10; days += 1) {
      pass(day);
      await run();
    }
    expect(await stateNow(found)).toBe('verified');
    expect(await mails()).toEqual([]);
    expect(await domains.find(acme, found.id)).toMatchObject({ lastFailure: 'unanswered' });
  });

  test('of two processes at once looks at each domain in one', async () => {
    const added = await Promise.all(
      Array.from({ length: 25 }, (_, index) => domains.add(acme, `acme-${index}.example`)),
    );
    for (const domain of added) domains.publish(domain);
    pass(300);
    const [one, other] = await Promise.all([run(), run()]);
    expect(one + other).toBe(25);
    expect(server.asked).toHaveLength(25);
    const verified = (await events()).filter(({ action }) => action === 'domain.verified');
    expect(verified).toHaveLength(25);
  });

  test('that dies while it looks leaves the domain due again', async () => {
    const added = await domains.add(acme, 'acme.example');
    domains.publish(added);
    pass(300);
    const broken = {
      ...domains.deps,
      dns: { findTxt: () => Promise.reject(new Error('the process ends here')) },
    };
    await checkDueDomains(broken);
    expect(await stateNow(added)).toBe('waiting');
    expect(await run()).toBe(0);
    pass(15 * 60);
    expect(await run()).toBe(1);
    expect(await stateNow(added)).toBe('verified');
  });

  test('throws an answer away that another check has overtaken', async () => {
    const found = await domains.verified(acme, 'acme.example');
    pass(day);
    const late = {
      ...domains.deps,
      dns: {
        findTxt: async (name: string) => {
          await domains.check(acme, found);
          domains.unpublish(found);
          return domains.deps.dns.findTxt(name);
        },
      },
    };
    await checkDueDomains(late);
    expect(await stateNow(found)).toBe('verified');
    expect(await mails()).toEqual([]);
  });

  test('passes over what was removed meanwhile, and over organizations that are being deleted', async () => {
    const globex = await world.tenant('Globex');
    const gone = await domains.add(acme, 'gone.example');
    await domains.add(globex, 'deleting.example');
    pass(300);
    await world.owner.query(`UPDATE organizations SET status = 'deleting' WHERE id = $1`, [
      globex.organizationId,
    ]);
    const removing = {
      ...domains.deps,
      dns: {
        findTxt: async (name: string) => {
          await removeDomain(domains.deps, await domains.grant(acme), { domainId: gone.id });
          return domains.deps.dns.findTxt(name);
        },
      },
    };
    expect(await checkDueDomains(removing)).toBe(1);
    expect(await domains.list(acme)).toEqual([]);
    expect(world.deps.logged()).not.toContain('could not be checked","domainId":"' + gone.id);
  });
});
