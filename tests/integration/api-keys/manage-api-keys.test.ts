import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { requireApiKey } from '@/lib/api-keys/require-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema, updateApiKeySchema } from '@/lib/api-keys/schema';
import { updateApiKey } from '@/lib/api-keys/update-api-key';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { Deps } from '@/lib/platform/deps';
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
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
});
afterAll(() => world.close());

async function makeKey(tenant = acme, fields: object = {}): Promise<string> {
  const input = createApiKeySchema.parse({
    name: 'Backend',
    environment: 'production',
    teamId: tenant.teams.default,
    ...fields,
  });
  return (await createApiKey(world.deps, tenant.grant('admin', 'api-key.create'), input)).keyId;
}
const stateNow = async (keyId: string) =>
  (await requireApiKey(world.deps, acme.grant('admin', 'api-key.read'), { keyId })).state;
const eventsOf = async (keyId: string) =>
  (await auditOf(world, acme.organizationId))
    .filter(({ target_id }) => target_id === keyId)
    .map(({ action }) => action);

/** Each act on one key, with the permission that it takes. */
type Act = [
  string,
  Permission,
  (deps: Deps, grant: Grant<never>, input: { keyId: string }) => Promise<unknown>,
];
const acts: Act[] = [
  [
    'updateApiKey',
    'api-key.update',
    (deps, grant, input) => updateApiKey(deps, grant, { ...input, name: 'New' }),
  ],
  ['disableApiKey', 'api-key.update', disableApiKey],
  ['enableApiKey', 'api-key.update', enableApiKey],
  ['revokeApiKey', 'api-key.revoke', revokeApiKey],
];

describe.each(acts)('%s', (_name, permission, act) => {
  const run = (grant: Grant<Permission>, keyId: string) =>
    act(world.deps, grant as Grant<never>, { keyId });

  test('a key of another organization is not found, as one that does not exist, and stays as it is', async () => {
    const foreign = await makeKey(globex);
    const rowOf = () => world.owner.query('SELECT * FROM api_keys WHERE id = $1', [foreign]);
    const before = (await rowOf()).rows;
    const missing = world.deps.ids.next();
    for (const role of ['admin', 'developer'] as const) {
      const one = await refusalOf(run(acme.grant(role, permission), foreign));
      const other = await refusalOf(run(acme.grant(role, permission), missing));
      expect([one.code, one.publicMessage]).toEqual(['not-found', other.publicMessage]);
    }
    expect((await rowOf()).rows).toEqual(before);
  });

  test('a Developer may in their own teams alone', async () => {
    const developer = acme.grant('developer', permission);
    const elsewhere = await makeKey(acme, { teamId: acme.teams.other });
    expect(await codeOf(run(developer, elsewhere))).toBe('forbidden');
    expect(await stateNow(elsewhere)).toBe('active');
    await expect(run(developer, await makeKey())).resolves.toBeDefined();
  });

  test.each(rolesThatLack(permission))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, permission)).toBe(true);
  });

  test('a failing audit write takes the change with it', async () => {
    const keyId = await makeKey();
    if (act === enableApiKey) {
      await disableApiKey(world.deps, acme.grant('admin', 'api-key.update'), { keyId });
    }
    const before = await requireApiKey(world.deps, acme.grant('admin', 'api-key.read'), { keyId });
    await withoutAudit(world, () =>
      expect(run(acme.grant('admin', permission), keyId)).rejects.toThrow(),
    );
    const after = await requireApiKey(world.deps, acme.grant('admin', 'api-key.read'), { keyId });
    expect(after).toEqual(before);
  });
});

describe('disable, enable, revoke', () => {
  const update = () => acme.grant('admin', 'api-key.update');
  const revoke = () => acme.grant('developer', 'api-key.revoke');

  test('each works once and says so once, however often it is asked', async () => {
    const keyId = await makeKey();
    await disableApiKey(world.deps, update(), { keyId });
    await disableApiKey(world.deps, update(), { keyId });
    expect(await stateNow(keyId)).toBe('disabled');
    await enableApiKey(world.deps, update(), { keyId });
    await enableApiKey(world.deps, update(), { keyId });
    expect(await stateNow(keyId)).toBe('active');
    expect(await eventsOf(keyId)).toEqual([
      'api-key.created',
      'api-key.disabled',
      'api-key.enabled',
    ]);
  });

  test('twenty revocations at once are one, and all are told that it is done', async () => {
    const keyId = await makeKey();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => revokeApiKey(world.deps, revoke(), { keyId })),
    );
    expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['revoked']));
    expect(await eventsOf(keyId)).toEqual(['api-key.created', 'api-key.revoked']);
  });

  test('a revoked key stays revoked, whoever enables it meanwhile', async () => {
    const keyId = await makeKey();
    await Promise.allSettled([
      ...Array.from({ length: 10 }, () => disableApiKey(world.deps, update(), { keyId })),
      revokeApiKey(world.deps, revoke(), { keyId }),
      ...Array.from({ length: 10 }, () => enableApiKey(world.deps, update(), { keyId })),
    ]);
    expect(await stateNow(keyId)).toBe('revoked');
    for (const act of [disableApiKey, enableApiKey]) {
      expect(await codeOf(act(world.deps, update(), { keyId }))).toBe('conflict');
    }
    const rename = updateApiKeySchema.parse({ keyId, name: 'Back' });
    expect(await codeOf(updateApiKey(world.deps, update(), rename))).toBe('conflict');
  });

  test('an expired key cannot be switched on or off, and can be revoked', async () => {
    const keyId = await makeKey(acme, { expiry: '30-days' });
    const start = world.deps.clock.now();
    world.deps.clock.moveBySeconds(30 * 24 * 60 * 60 - 1);
    expect(await stateNow(keyId)).toBe('active');
    world.deps.clock.moveBySeconds(1);
    expect(await stateNow(keyId)).toBe('expired');
    expect(await codeOf(enableApiKey(world.deps, update(), { keyId }))).toBe('conflict');
    await revokeApiKey(world.deps, revoke(), { keyId });
    expect(await stateNow(keyId)).toBe('revoked');
    world.deps.clock.moveTo(start);
  });

  test('each change tells the data plane to drop its snapshot, at commit', async () => {
    const heard: (string | undefined)[] = [];
    world.owner.on('notification', ({ payload }) => heard.push(payload));
    await world.owner.query('LISTEN gatehouse_snapshots');
    const keyId = await makeKey();
    heard.length = 0;
    await revokeApiKey(world.deps, revoke(), { keyId });
    await world.owner.query('SELECT 1');
    await world.owner.query('UNLISTEN gatehouse_snapshots');
    expect(heard).toContain(`key:${keyId}`);
  });
});

describe('updateApiKey', () => {
  const change = (keyId: string, fields: object) =>
    updateApiKey(
      world.deps,
      acme.grant('developer', 'api-key.update'),
      updateApiKeySchema.parse({ keyId, ...fields }),
    );

  test('changes what is given, lifts what is emptied, and tells before and after', async () => {
    const keyId = await makeKey(acme, { ipRanges: '10.0.0.0/8', allowedServices: ['text'] });
    await change(keyId, { name: 'Worker', ipRanges: '', allowedModels: ['gatehouse-text-1'] });
    const key = await requireApiKey(world.deps, acme.grant('admin', 'api-key.read'), { keyId });
    expect(key).toMatchObject({
      name: 'Worker',
      ipRanges: [],
      allowedModels: ['gatehouse-text-1'],
      allowedServices: ['text'],
    });
    const event = (await auditOf(world, acme.organizationId)).findLast(
      ({ action }) => action === 'api-key.updated',
    );
    expect(event).toMatchObject({
      target_label: 'Backend',
      before: { name: 'Backend', ipRanges: ['10.0.0.0/8'], allowedModels: [] },
      after: { name: 'Worker', ipRanges: [], allowedModels: ['gatehouse-text-1'] },
    });
  });

  test('what is as before leaves no event', async () => {
    const keyId = await makeKey(acme, { ipRanges: '10.0.0.0/8' });
    await change(keyId, { name: 'Backend', ipRanges: '10.0.0.0/8' });
    expect(await eventsOf(keyId)).toEqual(['api-key.created']);
  });

  test('a list that does not go with what stays is refused', async () => {
    const keyId = await makeKey(acme, { allowedServices: ['speech'] });
    const refusal = await refusalOf(change(keyId, { allowedModels: ['gatehouse-text-1'] }));
    expect(refusal.fieldErrors).toHaveProperty('allowedModels');
  });
});
