import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { listAuditEventsSchema } from '@/lib/audit/schema';
import type { Role } from '@/lib/authz/permissions';
import { createTeam } from '@/lib/orgs/create-team';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { updateOrganizationSchema } from '@/lib/orgs/schema';
import { withOrg } from '@/lib/platform/db';
import { testRequest } from '../../support/deps';
import { createWorld, type Tenant, type World } from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  const admin = acme.grant('admin', 'team.create');
  const from = (ip: string) => ({ ...admin, request: testRequest({ ip }) });
  for (const [name, ip] of [
    ['Zürich Forschung', '192.0.2.7'],
    ['Zurich Sales', '192.0.2.77'],
    ['研究 Tokyo', '2001:db8::1'],
    [`O'Brien \\ "quoted" & | ! :* <->`, '198.51.100.4'],
  ] as const) {
    world.deps.clock.moveBySeconds(60);
    await createTeam(world.deps, from(ip), { name });
  }
  await createTeam(world.deps, globex.grant('admin', 'team.create'), { name: 'Zurich of Globex' });
  world.deps.clock.moveBySeconds(60);
  await updateOrganization(
    world.deps,
    acme.grant('admin', 'organization.update'),
    updateOrganizationSchema.parse({ timeZone: 'Pacific/Auckland' }),
  );
});
afterAll(() => world.close());

const find = async (search: string, fields: object = {}, role: Role = 'admin', tenant = acme) =>
  (
    await listAuditEvents(
      world.deps,
      tenant.grant(role, 'audit-log.read'),
      listAuditEventsSchema.parse({ search, ...fields }),
    )
  ).items;
const targets = async (search: string, fields?: object) =>
  (await find(search, fields)).map(({ targetLabel }) => targetLabel);

describe('finds', () => {
  test('the beginnings of words, without accents and capitals, every one of several', async () => {
    expect(await targets('ZURI')).toEqual(['Zurich Sales', 'Zürich Forschung']);
    expect(await targets('zurich forsch')).toEqual(['Zürich Forschung']);
    expect(await targets('zurich tokyo')).toEqual([]);
    expect(await targets('研究')).toEqual(['研究 Tokyo']);
  });

  // How the index says whose an event is, stands beside its words and must not be one of them.
  test.each(['act', 'actor', 'org', 'kind', 'target', 'ip'])(
    'nothing by %s, which is in no event',
    async (word) => {
      expect(await find(word, { action: 'team.created' })).toEqual([]);
    },
  );

  test('what changed, and who changed it', async () => {
    expect((await find('auckland')).map(({ action }) => action)).toEqual(['organization.updated']);
    const { email } = acme.people.admin;
    expect((await find(email)).length).toBeGreaterThan(4);
    expect(await find(email, { action: 'organization.updated' })).toHaveLength(1);
  });

  test('what happened, in the words of the console and by its name', async () => {
    const created = await find('created team');
    expect(new Set(created.map(({ action }) => action))).toEqual(new Set(['team.created']));
    expect((await find('updated the org')).map(({ action }) => action)).toEqual([
      'organization.updated',
    ]);
    expect(await find('organization.updated')).toHaveLength(1);
  });

  test('an address, whole', async () => {
    expect(await targets('192.0.2.7')).toEqual(['Zürich Forschung']);
    expect(await targets('192.0.2')).toEqual([]);
    expect(await targets('2001:0DB8:0::1 tokyo')).toEqual(['研究 Tokyo']);
  });

  test('a request by its id', async () => {
    const [event] = await find('auckland');
    expect((await find(event!.requestId!)).map(({ id }) => id)).toContain(event!.id);
  });

  test('whatever an id stands for: who, what, or something the event says', async () => {
    const [event] = await find('auckland');
    for (const id of [event!.actorId!, event!.targetId!.toUpperCase()]) {
      expect((await find(id)).map((found) => found.id)).toContain(event!.id);
    }
    const importId = randomUUID();
    const admin = acme.grant('admin', 'team.create');
    await withOrg(world.deps.db, acme.organizationId, (tx) =>
      recordAuditEvent(world.deps, tx, {
        organizationId: acme.organizationId,
        actor: admin.actor,
        request: admin.request,
        action: 'invitation.created',
        target: { kind: 'invitation', id: null, label: 'ada@example.com' },
        after: { importId },
      }),
    );
    const [found, ...others] = await find(importId);
    expect([found!.after, others]).toEqual([{ importId }, []]);
    expect(await find(randomUUID())).toEqual([]);
  });
});

test.each([
  '%',
  '_',
  "'",
  '\\',
  ':*',
  '!zurich|',
  "o'brien \\ <->",
  '"quoted" & |',
  'a'.repeat(200),
])('%s is text', async (search) => {
  await expect(find(search)).resolves.toBeInstanceOf(Array);
});

test('signs alone find nothing, and a name full of them is found', async () => {
  expect(await targets('& | !')).toEqual([]);
  expect(await targets("o'brien quoted")).toEqual([`O'Brien \\ "quoted" & | ! :* <->`]);
});

test('along with every filter of the page', async () => {
  expect(await targets('zurich', { targetKind: 'member' })).toEqual([]);
  expect(await targets('zurich', { action: 'team.created' })).toHaveLength(2);
  const [sales] = await find('sales');
  expect(await targets('zurich', { targetKind: 'team', targetId: sales!.targetId! })).toEqual([
    'Zurich Sales',
  ]);
  expect(await targets('zurich', { actorId: acme.people.developer.userId })).toEqual([]);
  const at = sales!.occurredAt.toISOString();
  expect(await targets('zurich', { from: at })).toEqual(['Zurich Sales']);
  expect(await targets('zurich', { to: at })).toEqual(['Zürich Forschung']);
});

test('pages forth and back over each event once', async () => {
  const whole = (await find('team')).map(({ id }) => id);
  expect(whole.length).toBeGreaterThan(4);
  const page = (cursor?: string | null) =>
    listAuditEvents(
      world.deps,
      acme.grant('admin', 'audit-log.read'),
      listAuditEventsSchema.parse({ search: 'team', limit: 2, cursor }),
    );
  const seen: string[] = [];
  let now = await page();
  for (;;) {
    seen.push(...now.items.map(({ id }) => id));
    if (now.nextCursor === null) break;
    now = await page(now.nextCursor);
  }
  expect(seen).toEqual(whole);
  const end = whole.length - now.items.length;
  expect((await page(now.previousCursor)).items.map(({ id }) => id)).toEqual(
    whole.slice(end - 2, end),
  );
});

describe('nobody finds more than they see', () => {
  test('a Developer not what others did, another organization nothing', async () => {
    expect(await find('zurich', {}, 'developer')).toEqual([]);
    expect(await find('zurich', {}, 'billing-manager')).toEqual([]);
    expect(
      (await find('zurich', {}, 'admin', globex)).map(({ targetLabel }) => targetLabel),
    ).toEqual(['Zurich of Globex']);
  });

  test('the function itself knows no organization but that of the transaction', async () => {
    const call = `SELECT count(*)::int AS count FROM gatehouse_search_audit_events('zurich', '{}', $1::tsquery, NULL, NULL, NULL, NULL, false, 100)`;
    const other = `':org:${acme.organizationId}'`;
    const count = (organizationId: string, facts: string | null) =>
      withOrg(world.deps.db, organizationId, async (tx) => {
        const [row] = await tx.$queryRawUnsafe<[{ count: number }]>(call, facts);
        return row.count;
      });
    expect(await count(acme.organizationId, null)).toBe(2);
    expect(await count(globex.organizationId, null)).toBe(1);
    // With the facts of another organization put in by force, or with "or" between.
    expect(await count(globex.organizationId, other)).toBe(0);
    expect(await count(globex.organizationId, `${other} | ':kind:team'`)).toBe(1);
    await expect(world.deps.db.app.$queryRawUnsafe(call, null)).resolves.toEqual([{ count: 0 }]);
    await expect(world.deps.db.system.$queryRawUnsafe(call, null)).rejects.toThrow(/denied/);
  });
});

test('what people do to their own accounts is not kept by words', async () => {
  const { rows } = await world.owner.query(
    `SELECT count(*)::int AS count FROM audit_events WHERE (organization_id IS NULL) <> (words IS NULL)`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});
