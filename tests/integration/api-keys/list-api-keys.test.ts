import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { selectKey, selectKeys } from '@/lib/api-keys/list-repository';
import { listApiKeys } from '@/lib/api-keys/list-api-keys';
import { listRefusals } from '@/lib/api-keys/list-refusals';
import { selectKeysOfOwner } from '@/lib/api-keys/owner-repository';
import { selectRefusals } from '@/lib/api-keys/refusal-repository';
import { explainRefusal } from '@/lib/api-keys/refusals';
import { countKeys, selectKeyForUpdate, updateKeyStatus } from '@/lib/api-keys/repository';
import { requireApiKey } from '@/lib/api-keys/require-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import {
  createApiKeySchema,
  keySorts,
  listApiKeysSchema,
  listRefusalsSchema,
} from '@/lib/api-keys/schema';
import { withOrg } from '@/lib/platform/db';
import { refusalReasons } from '@/lib/verification/model';
import { countQueries } from '@/tests/support/queries';
import {
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
const ids = new Map<string, string>();

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  const make = async (
    name: string,
    fields: object = {},
    tenant = acme,
    role: 'admin' | 'developer' = 'admin',
  ) => {
    const input = createApiKeySchema.parse({
      name,
      environment: 'production',
      teamId: tenant.teams.default,
      ...fields,
    });
    const sessionId = await world.sessionOf(tenant.people[role]);
    const place = { role, teamIds: [tenant.teams.default], sessionId };
    const grant = tenant.grantFor(tenant.people[role], place, 'api-key.create');
    const { keyId } = await createApiKey(world.deps, grant, input);
    if (tenant === acme) ids.set(name, keyId);
    // The first two are made in the same millisecond.
    if (name !== 'alpha') world.deps.clock.moveBySeconds(60);
    return keyId;
  };
  await make('alpha');
  await make('Bravo', { environment: 'staging' });
  await make('charlie', { teamId: acme.teams.other, expiry: 'never' });
  await make('Delta', {}, acme, 'developer');
  await make('echo 100%', { expiry: '30-days' });
  await make('foreign', {}, globex);
  const update = acme.grant('admin', 'api-key.update');
  await disableApiKey(world.deps, update, { keyId: ids.get('Bravo')! });
  await revokeApiKey(world.deps, acme.grant('admin', 'api-key.revoke'), {
    keyId: ids.get('charlie')!,
  });
  world.deps.clock.moveBySeconds(31 * 24 * 60 * 60);
  await world.owner.query(
    `INSERT INTO api_key_activity (organization_id, api_key_id, last_used_at, last_used_ip, last_used_model)
     VALUES ($1, $2, $3, '203.0.113.9', 'gatehouse-text-1')`,
    [acme.organizationId, ids.get('Delta'), world.deps.clock.now()],
  );
});
afterAll(() => world.close());

const list = (fields: object = {}) =>
  listApiKeys(world.deps, acme.grant('read-only', 'api-key.read'), listApiKeysSchema.parse(fields));
const names = async (fields: object = {}) => (await list(fields)).items.map(({ name }) => name);

describe('listApiKeys', () => {
  test.each([
    // Longer than the four signs of the secret that are searched too, which are random.
    [{ search: 'ALPHA' }, ['alpha']],
    [{ search: '100%' }, ['echo 100%']],
    [{ search: '%%' }, []],
    [{ state: 'active' }, ['Delta', 'alpha']],
    [{ state: 'disabled' }, ['Bravo']],
    [{ state: 'expired' }, ['echo 100%']],
    [{ state: 'revoked' }, ['charlie']],
    [{ state: 'suspended' }, []],
    [{ environment: 'staging' }, ['Bravo']],
    [{ sort: 'name' }, ['alpha', 'Bravo', 'charlie', 'Delta', 'echo 100%']],
    [{ sort: 'last-used', limit: '1' }, ['Delta']],
    [{ sort: 'expires', direction: 'asc', limit: '1' }, ['echo 100%']],
    [{ sort: 'expires', limit: '1' }, ['charlie']],
  ])('%j', async (fields, expected) => {
    const found = await names(fields);
    // Made in one millisecond, in no order.
    const settled =
      'sort' in fields ? found : found.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    expect(settled).toEqual(expected);
  });
  const order = ['echo 100%', 'Delta', 'charlie', 'Bravo', 'alpha'];

  test('filters by team, by owner, and finds by the end of the secret', async () => {
    expect(await names({ teamId: acme.teams.other })).toEqual(['charlie']);
    expect(await names({ ownerId: acme.people.developer.userId })).toEqual(['Delta']);
    const { items } = await list({ search: 'delta' });
    expect(items[0]).toMatchObject({
      ownerName: 'Devon Developer',
      teamName: 'Default',
      lastUsedIp: '203.0.113.9',
      lastUsedModel: 'gatehouse-text-1',
    });
    expect(await names({ search: items[0]!.hint.slice(-4) })).toContain('Delta');
  });

  test.each(
    keySorts.flatMap((sort) =>
      (['asc', 'desc'] as const).map((direction) => ({ sort, direction })),
    ),
  )('pages forth and back by %j, over each key once', async (fields) => {
    const whole = await names(fields);
    const seen: string[] = [];
    let page = await list({ ...fields, limit: 2 });
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      if (page.nextCursor === null) break;
      page = await list({ ...fields, limit: 2, cursor: page.nextCursor });
    }
    expect(seen).toEqual(whole);
    const back = await list({ ...fields, limit: 2, cursor: page.previousCursor! });
    expect(back.items.map(({ name }) => name)).toEqual(whole.slice(2, 4));
  });

  test('a cursor of another order is refused', async () => {
    const { nextCursor } = await list({ limit: 1 });
    const refusal = await refusalOf(list({ sort: 'name', cursor: nextCursor }));
    expect(refusal.fieldErrors).toHaveProperty('cursor');
  });

  test('filters that name another organization find nothing', async () => {
    expect(await names({ teamId: globex.teams.default })).toEqual([]);
    expect(await names({ ownerId: globex.people.admin.userId })).toEqual([]);
    expect(await names({ search: 'foreign' })).toEqual([]);
  });

  test('Billing Managers may not look', () => {
    expect(isTurnedAway(acme, 'billing-manager', 'api-key.read')).toBe(true);
  });

  test('asks the database as often for many keys as for one', async () => {
    const listing = async (limit: number) => {
      const { queries } = await countQueries(world.deps, (deps) =>
        listApiKeys(deps, acme.grant('admin', 'api-key.read'), listApiKeysSchema.parse({ limit })),
      );
      return queries.length;
    };
    expect(await listing(1)).toBeGreaterThan(0);
    expect(await listing(5)).toBe(await listing(1));
  });
});

describe('requireApiKey and listRefusals', () => {
  const refuse = (name: string, minutesAgo: number, reason: string, code = 'invalid-key') =>
    world.owner.query(
      `INSERT INTO api_key_refusals (id, organization_id, api_key_id, occurred_at, code, reason, ip)
       VALUES ($1, $2, $3, $4, $5, $6, '198.51.100.1')`,
      [
        world.deps.ids.next(),
        acme.organizationId,
        ids.get(name),
        new Date(world.deps.clock.now().getTime() - minutesAgo * 60_000),
        code,
        reason,
      ],
    );
  const call = { groupId: '1789', ip: '192.0.2.9', service: 'text', model: null };
  const refusals = (keyId: string, tenant = acme) =>
    listRefusals(
      world.deps,
      tenant.grant('read-only', 'api-key.read'),
      listRefusalsSchema.parse({ keyId, limit: 2 }),
    );

  test('tells why calls were refused in the last seven days, newest first, and what to do', async () => {
    const week = 7 * 24 * 60;
    await refuse('alpha', week + 1, 'expired');
    await refuse('alpha', week - 1, 'ip-outside-ranges', 'ip-not-allowed');
    await refuse('alpha', 2, 'disabled');
    await refuse('alpha', 1, 'revoked');
    const first = await refusals(ids.get('alpha')!);
    expect(first.items.map(({ reason }) => reason)).toEqual(['revoked', 'disabled']);
    expect(first.items[1]?.explanation).toEqual({
      reason: 'The key is disabled.',
      fix: 'Enable it, if the calls are yours.',
    });
    const rest = await listRefusals(
      world.deps,
      acme.grant('admin', 'api-key.read'),
      listRefusalsSchema.parse({ keyId: ids.get('alpha'), cursor: first.nextCursor }),
    );
    expect(rest.items.map(({ reason }) => reason)).toEqual(['ip-outside-ranges']);
    expect(rest.nextCursor).toBeNull();
  });

  test('another organization’s key is not found, as one that does not exist', async () => {
    const keyId = ids.get('alpha')!;
    const grant = globex.grant('admin', 'api-key.read');
    expect(await codeOf(requireApiKey(world.deps, grant, { keyId }))).toBe('not-found');
    const foreign = await refusalOf(refusals(keyId, globex));
    const missing = await refusalOf(refusals(world.deps.ids.next(), globex));
    expect(foreign.publicMessage).toBe(missing.publicMessage);
  });

  test('has words for every reason that the data plane gives of a known key', () => {
    const unexplained = Object.keys(refusalReasons).filter(
      (reason) => explainRefusal(reason, call).reason === explainRefusal('?', call).reason,
    );
    expect(unexplained).toEqual(['unknown']);
  });

  test.each([
    ['group-mismatch', 'Send the organization’s Group ID 1789, or none.'],
    ['ip-outside-ranges', 'Add 192.0.2.9 to the IP ranges, if the calls are yours.'],
    ['service-outside-list', 'Allow the service text on this key.'],
    ['model-outside-list', 'Allow the model on this key.'],
  ])('ends in the act that mends it, with what it takes: %s', (reason, fix) => {
    expect(explainRefusal(reason, call).fix).toBe(fix);
  });

  test('tells the Group ID of the key’s own organization', async () => {
    await refuse('charlie', 1, 'group-mismatch', 'group-mismatch');
    const { items } = await refusals(ids.get('charlie')!);
    expect(items[0]?.explanation.fix).toContain(` ${acme.groupId}, `);
  });
});

test('in the other organization’s transaction every query finds nothing and changes nothing', async () => {
  const { organizationId } = acme;
  const keyId = ids.get('alpha')!;
  const now = world.deps.clock.now();
  await withOrg(world.deps.db, globex.organizationId, async (tx) => {
    const filter = listApiKeysSchema.parse({});
    const none = { search: undefined, state: undefined, environment: undefined, teamId: undefined };
    const keys = await selectKeys(tx, {
      ...none,
      ...filter,
      ownerId: undefined,
      organizationId,
      cursor: null,
      now,
    });
    expect(keys).toEqual([]);
    expect(await selectKey(tx, organizationId, keyId)).toBeNull();
    expect(await selectKeyForUpdate(tx, organizationId, keyId)).toBeNull();
    expect(await countKeys(tx, organizationId)).toBe(0);
    expect(await selectKeysOfOwner(tx, organizationId, acme.people.admin.userId)).toEqual([]);
    const since = new Date(0);
    expect(
      await selectRefusals(tx, { organizationId, keyId, since, cursor: null, limit: 9 }),
    ).toEqual([]);
    expect(
      await updateKeyStatus(tx, organizationId, keyId, { from: ['active'], to: 'revoked' }, now),
    ).toBe(false);
  });
  const grant = acme.grant('admin', 'api-key.read');
  expect((await requireApiKey(world.deps, grant, { keyId })).state).toBe('active');
});
