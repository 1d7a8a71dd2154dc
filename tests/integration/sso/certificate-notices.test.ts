import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deactivateConnection } from '@/lib/sso/deactivate-connection';
import { warnOfCertificates } from '@/lib/sso/warn-of-certificates';
import { connectionsOf } from '@/tests/support/connections';
import { createIdentityProvider } from '@/tests/support/identity-provider';
import { mailsOf } from '@/tests/support/tenant-mails';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

const day = 86_400;

let world: World;
let connections: ReturnType<typeof connectionsOf>;
let idp: Awaited<ReturnType<typeof createIdentityProvider>>;
let acme: Tenant;
let connectionId: string;
let endsAt: Date;
const start = new Date('2026-06-01T06:23:00Z');
beforeAll(async () => {
  world = await createWorld();
  connections = connectionsOf(world);
  idp = await createIdentityProvider('https://idp.test/metadata', start);
});
beforeEach(async () => {
  world.deps.clock.moveTo(start);
  await world.owner.query('DELETE FROM saml_connections');
  acme = await world.tenant('Acme');
  connectionId = await connections.add(acme);
  await connections.activate(acme, connectionId, idp.metadata());
  const { versions } = await connections.find(acme, connectionId);
  endsAt = versions[0]!.certificates[0]!.expiresAt;
  await world.owner.query('DELETE FROM outbox_mails');
});
afterAll(() => world.close());

const run = () => warnOfCertificates(world.deps);
const beforeEnd = (days: number) =>
  world.deps.clock.moveTo(new Date(endsAt.getTime() - days * day * 1000));
const mails = async (person = acme.people.admin) =>
  (await mailsOf(world, person)).flatMap((mail) =>
    mail.template === 'sso-certificate-ending' ? [mail] : [],
  );

describe('the notices of a certificate that ends', () => {
  test('come 30, 14, 7 and 1 days before, once each, to every Admin and to nobody else', async () => {
    await world.owner.query(
      `UPDATE memberships SET role = 'admin' WHERE organization_id = $1 AND user_id = $2`,
      [acme.organizationId, acme.people.developer.userId],
    );
    beforeEnd(31);
    expect(await run()).toBe(0);
    const told: number[] = [];
    for (let left = 30.5; left > -3; left -= 1) {
      beforeEnd(left);
      if ((await run()) === 1) told.push(Math.ceil(left));
    }
    expect(told).toEqual([30, 14, 7, 1]);
    expect(await mails()).toHaveLength(4);
    expect(await mails(acme.people.developer)).toHaveLength(4);
    expect(await mails(acme.people['read-only'])).toEqual([]);
    expect((await mails())[0]).toMatchObject({
      change: 'ending',
      connection: 'Okta',
      hasOther: false,
      link: expect.stringContaining(`/settings/sso/${connectionId}`) as string,
    });
  });

  test('are one where the worker was away for days, and say so where it has ended', async () => {
    beforeEnd(30);
    await run();
    beforeEnd(5);
    expect(await run()).toBe(1);
    expect(await mails()).toHaveLength(2);
    beforeEnd(-2);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect((await mails()).map(({ change }) => change)).toEqual(['ending', 'ending', 'ended']);
  });

  test('come once where two workers look at the same time', async () => {
    beforeEnd(7);
    const told = await Promise.all([run(), run(), run()]);
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await mails()).toHaveLength(1);
  });

  test('are about the active version alone', async () => {
    await deactivateConnection(world.deps, await connections.admin(acme), { connectionId });
    beforeEnd(1);
    expect(await run()).toBe(0);
    expect(await mails()).toEqual([]);
  });

  test('say where another certificate lasts longer', async () => {
    const later = new Date(start.getTime() + 60 * day * 1000);
    world.deps.clock.moveTo(later);
    const newer = (await createIdentityProvider('https://x.test', later)).key;
    await connections.activate(acme, connectionId, idp.metadata([idp.key, newer]));
    await world.owner.query('DELETE FROM outbox_mails');
    beforeEnd(14);
    expect(await run()).toBe(1);
    expect(await mails()).toMatchObject([{ hasOther: true }]);
  });

  test('are sent for the others where an organization is being deleted', async () => {
    const globex = await world.tenant('Globex');
    const other = await createIdentityProvider('https://b.test', start);
    await connections.activate(globex, await connections.add(globex), other.metadata());
    await world.owner.query(
      `UPDATE organizations SET status = 'deleting', deletion_requested_by_id = $2 WHERE id = $1`,
      [acme.organizationId, acme.people.admin.userId],
    );
    beforeEnd(1);
    expect(await run()).toBe(1);
    expect(await mails()).toEqual([]);
    expect(await mails(globex.people.admin)).toHaveLength(1);
  });
});
