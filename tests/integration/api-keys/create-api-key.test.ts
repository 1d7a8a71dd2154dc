import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { maxKeysPerOrganization } from '@/lib/api-keys/model';
import { requireApiKey } from '@/lib/api-keys/require-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { hashSecret, parseSecret } from '@/lib/api-keys/secret';
import { updateOrganization } from '@/lib/orgs/update-organization';
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

const input = (fields: object = {}) =>
  createApiKeySchema.parse({
    name: 'Backend',
    environment: 'production',
    teamId: acme.teams.default,
    ...fields,
  });
const create = (fields: object = {}, role: 'admin' | 'developer' = 'developer') =>
  createApiKey(world.deps, acme.grant(role, 'api-key.create'), input(fields));
const createSignedIn = async (fields: object) => {
  const { developer } = acme.people;
  const sessionId = await world.sessionOf(developer);
  const place = { role: 'developer', teamIds: [acme.teams.default], sessionId } as const;
  const grant = acme.grantFor(developer, place, 'api-key.create');
  return createApiKey(world.deps, grant, input(fields));
};
const find = (keyId: string) =>
  requireApiKey(world.deps, acme.grant('read-only', 'api-key.read'), { keyId });

describe('createApiKey', () => {
  test('shows the secret once, and keeps its digest and hint', async () => {
    const made = await create();
    expect(parseSecret(made.secret)).toBe('general');
    expect(made.groupId).toBe(acme.groupId);
    const { rows } = await world.owner.query<{ secret_hash: Buffer; hint: string }>(
      'SELECT secret_hash, hint FROM api_key_secrets WHERE api_key_id = $1',
      [made.keyId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.secret_hash.equals(hashSecret(made.secret))).toBe(true);
    expect(rows[0]?.hint).toBe(`sk-api-…${made.secret.slice(-4)}`);
    expect(await find(made.keyId)).toMatchObject({
      name: 'Backend',
      hint: made.hint,
      state: 'active',
      environment: 'production',
      teamName: 'Default',
      ownerName: 'Devon Developer',
      scopes: ['inference'],
      allowedModels: [],
      ipRanges: [],
      lastUsedAt: null,
      expiresAt: new Date('2027-02-19T12:00:00.000Z'),
    });
  });

  test('leaves one event, with everything but the secret', async () => {
    const made = await create({ name: 'Audited', ipRanges: '203.0.113.0/24' });
    const event = (await auditOf(world, acme.organizationId)).at(-1);
    expect(event).toMatchObject({
      action: 'api-key.created',
      actor_id: acme.people.developer.userId,
      target_id: made.keyId,
      after: { name: 'Audited', hint: made.hint, team: 'Default', ipRanges: ['203.0.113.0/24'] },
    });
  });

  test('its secret is in no column of the database and in no log', async () => {
    const { secret } = await create({ name: 'Canary' });
    const { rows } = await world.owner.query<{ table: string }>(
      `SELECT table_name AS "table" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const body = secret.slice('sk-api-'.length, -4);
    for (const { table } of rows) {
      const found = await world.owner.query(
        `SELECT 1 FROM "${table}" AS r WHERE r::text LIKE '%' || $1 || '%'
            OR r::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'`,
        [body],
      );
      expect([table, found.rowCount]).toEqual([table, 0]);
    }
    expect(world.deps.logged()).not.toContain(body);
  });

  test('of twenty at once at one below the limit, one is made', async () => {
    const full = await world.tenant('Full');
    await world.owner.query(
      `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, status, created_at, updated_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'general', 'n' || n, 'staging', 'active', now(), now() FROM generate_series(1, $4::int) n`,
      [
        full.organizationId,
        full.teams.default,
        full.people.admin.userId,
        maxKeysPerOrganization - 1,
      ],
    );
    const grant = full.grant('admin', 'api-key.create');
    const again = () =>
      createApiKey(world.deps, grant, input({ teamId: full.teams.default, name: 'last' }));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, again));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(again())).toBe('conflict');
    await world.owner.query(
      `UPDATE api_keys SET status = 'revoked', revoked_at = now() WHERE organization_id = $1 AND name = 'n1'`,
      [full.organizationId],
    );
    await expect(again()).resolves.toBeDefined();
  }, 60_000);

  test('a failing audit write takes the key and its secret with it', async () => {
    const count = async () =>
      (await world.owner.query('SELECT 1 FROM api_keys UNION ALL SELECT 1 FROM api_key_secrets'))
        .rowCount;
    const before = await count();
    await withoutAudit(world, () => expect(create({ name: 'Lost' })).rejects.toThrow());
    expect(await count()).toBe(before);
  });
});

describe('who may create a key, and where', () => {
  test('a Developer in their own teams alone; an Admin in every team', async () => {
    expect(await codeOf(create({ teamId: acme.teams.other }))).toBe('forbidden');
    await expect(create({ teamId: acme.teams.other }, 'admin')).resolves.toBeDefined();
  });

  test('a team of another organization is refused as one that does not exist', async () => {
    for (const role of ['admin', 'developer'] as const) {
      const foreign = await refusalOf(create({ teamId: globex.teams.default }, role));
      const missing = await refusalOf(create({ teamId: world.deps.ids.next() }, role));
      expect(foreign.fieldErrors).toEqual(missing.fieldErrors);
      expect([foreign.code, missing.code]).toEqual(['invalid-input', 'invalid-input']);
    }
  });

  test('a team that a Developer has left since their grant was made counts no more', async () => {
    const { developer } = acme.people;
    const stale = acme.grantFor(
      developer,
      { role: 'developer', teamIds: [acme.teams.other] },
      'api-key.create',
    );
    const work = createApiKey(world.deps, stale, input({ teamId: acme.teams.other }));
    expect(await codeOf(work)).toBe('forbidden');
  });

  test.each(rolesThatLack('api-key.create'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'api-key.create')).toBe(true);
  });
});

describe('what a key may be limited to', () => {
  test('models and services of the catalogue, that go together', async () => {
    const limits = { allowedModels: ['gatehouse-text-1'], allowedServices: ['text', 'speech'] };
    const { keyId } = await create(limits);
    expect(await find(keyId)).toMatchObject(limits);
  });

  test.each([
    [{ allowedModels: ['gpt-9'] }, 'allowedModels', 'There is no model "gpt-9".'],
    [{ allowedServices: ['smell'] }, 'allowedServices', 'There is no service "smell".'],
    [
      { allowedModels: ['gatehouse-text-1'], allowedServices: ['speech'] },
      'allowedModels',
      '"gatehouse-text-1" belongs to a service that this key may not call. Allow the service too, or leave the model out.',
    ],
  ])('%j is refused beside its field', async (fields, field, message) => {
    expect((await refusalOf(create(fields))).fieldErrors).toEqual({ [field]: [message] });
  });

  test('a day means until it ends where the organization is', async () => {
    const admin = acme.grant('admin', 'organization.update');
    await updateOrganization(world.deps, admin, { timeZone: 'America/New_York' });
    const { keyId } = await create({ expiry: 'date', expiresAt: '2027-03-14' });
    // Clocks in New York went forward that morning.
    expect((await find(keyId)).expiresAt).toEqual(new Date('2027-03-15T04:00:00.000Z'));
  });

  test.each([
    [{ expiresAt: '2020-01-01' }, 'Enter a date in the future.'],
    [{ expiresAt: '2999-01-01' }, 'Enter a date within 10 years, or choose never.'],
    [{ expiresAt: '2026-11-21T12:00:00.000Z' }, 'Enter a date in the future.'],
  ])('the expiry %j is refused', async (fields, message) => {
    expect((await refusalOf(create(fields))).fieldErrors).toEqual({ expiresAt: [message] });
  });

  test('never takes a fresh proof of identity, and nothing else of it is done before', async () => {
    expect(await codeOf(create({ name: 'Forever', expiry: 'never' }))).toBe(
      'reauthentication-required',
    );
    const { rows } = await world.owner.query(`SELECT 1 FROM api_keys WHERE name = 'Forever'`);
    expect(rows).toEqual([]);
  });

  test('never is a choice, and has to be made', async () => {
    expect((await createSignedIn({ expiry: 'never' })).expiresAt).toBeNull();
    expect((await create({ expiry: '' })).expiresAt).not.toBeNull();
  });
});
