import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAccessMethods } from '@/lib/access/list-access-methods';
import type { AccessMethodKind } from '@/lib/access/model';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import { roles, type Role } from '@/lib/authz/permissions';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { previewPolicySchema } from '@/lib/policy/schema';
import { updatePolicyWith } from '@/lib/policy/update-policy';
import { createConnection } from '@/lib/sso/create-connection';
import { accessOf } from '@/tests/support/access';
import { auditOf, createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let access: ReturnType<typeof accessOf>;
beforeAll(async () => {
  world = await createWorld();
  access = accessOf(world);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  await access.givePassword(acme.people.admin);
  await access.giveApp(acme.people.admin);
});
afterAll(() => world.close());

const table = (role: Role = 'admin', deps = world.deps) =>
  listAccessMethods(deps, acme.grant(role, 'access-method.read'));
const row = async (kind: AccessMethodKind, role: Role = 'admin') =>
  (await table(role)).methods.find((method) => method.kind === kind);

async function save(input: object) {
  const { admin } = acme.people;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(admin) };
  const grant = acme.grantFor(admin, as, 'policy.update');
  const parsed = previewPolicySchema.parse({
    allowedMethods: ['password', 'google', 'github', 'saml'],
    ...input,
  });
  const { seen } = await previewPolicyWith(keysUnderPolicy)(world.deps, grant, parsed);
  await updatePolicyWith(keysUnderPolicy)(world.deps, grant, { ...parsed, seen });
  world.deps.clock.moveBySeconds(60);
}

test('the table has the rows of the contract, and says of each how it stands where nothing was decided', async () => {
  const { methods, memberCount } = await table();
  expect(methods).toEqual([
    { kind: 'password', state: 'allowed', members: 1, lastChange: null },
    { kind: 'google', state: 'allowed', members: 0, lastChange: null },
    { kind: 'github', state: 'allowed', members: 0, lastChange: null },
    { kind: 'totp', state: 'optional', graceDays: 0, members: 1, lastChange: null },
    {
      ...{ kind: 'saml', state: 'absent', connections: [], requiredFor: [] },
      ...{ members: 0, lastChange: null },
    },
    {
      ...{ kind: 'api-key', state: 'unlimited', ipRanges: 0, maxKeyDays: null, keys: 0 },
      ...{ members: null, lastChange: null },
    },
  ]);
  expect(memberCount).toBe(4);
});

test('a provider that the operator has not set up is not there, whatever the policy says', async () => {
  await save({ allowedMethods: ['password', 'google'] });
  const deps = { ...world.deps, oauth: { ...world.deps.oauth, google: null } };
  const states = (await table('admin', deps)).methods.map(({ kind, state }) => [kind, state]);
  expect(states.slice(0, 3)).toEqual([
    ['password', 'allowed'],
    ['google', 'absent'],
    ['github', 'not-allowed'],
  ]);
});

test('what the policy demands is in the rows that it concerns', async () => {
  await save({
    mfaRequired: 'on',
    mfaGraceDays: '14',
    keyIpRanges: '203.0.113.0/24\n198.51.100.0/24',
    maxKeyDays: '120',
  });
  await createApiKey(
    world.deps,
    acme.grant('developer', 'api-key.create'),
    createApiKeySchema.parse({
      ...{ name: 'Gateway', environment: 'production', teamId: acme.teams.default },
    }),
  );
  expect(await row('totp')).toMatchObject({ state: 'required', graceDays: 14 });
  expect(await row('api-key')).toMatchObject({
    ...{ state: 'limited', ipRanges: 2, maxKeyDays: 120, keys: 1 },
  });
});

test('single sign-on is on by its active connections, and names where it is required', async () => {
  const { developer, admin } = acme.people;
  const old = await access.connect(acme, { name: 'Old', isActive: false });
  expect(await row('saml')).toMatchObject({ state: 'inactive', connections: [], members: 0 });
  const okta = await access.connect(acme);
  await access.knowBySaml(acme, developer, okta);
  await access.knowBySaml(acme, admin, old);
  await access.requireSso(acme, `${acme.slug}.example`);
  expect(await row('saml')).toMatchObject({
    ...{ state: 'active', connections: ['Okta'], requiredFor: [`${acme.slug}.example`] },
    members: 1,
  });
  await access.demand(acme, { methods: ['password'] });
  expect(await row('saml')).toMatchObject({ state: 'not-allowed' });
});

describe('the last change of each', () => {
  test('is the one that touched it: when, by whom, and which event', async () => {
    await save({ mfaRequired: 'on', mfaGraceDays: '3' });
    await save({ mfaRequired: 'on', mfaGraceDays: '3', allowedMethods: ['password', 'google'] });
    await save({
      ...{ mfaRequired: 'on', mfaGraceDays: '3', allowedMethods: ['password', 'google', 'github'] },
      maxKeyDays: '90',
    });
    const { admin } = acme.people;
    const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(admin) };
    await createConnection(world.deps, acme.grantFor(admin, as, 'sso.update'), { name: 'Okta' });
    const policyEvents = (
      await world.owner.query<{ id: string }>(
        `SELECT id FROM audit_events WHERE organization_id = $1 AND action = 'policy.updated' ORDER BY occurred_at`,
        [acme.organizationId],
      )
    ).rows.map(({ id }) => id);
    const { methods } = await table();
    expect(
      methods.map(({ kind, lastChange }) => [
        kind,
        lastChange && (policyEvents.indexOf(lastChange.eventId) + 1 || lastChange.action),
      ]),
    ).toEqual([
      ['password', null],
      ['google', null],
      ['github', 3],
      ['totp', 1],
      ['saml', 'sso-connection.created'],
      ['api-key', 3],
    ]);
    expect(methods[3]?.lastChange?.by).toContain('Adele Admin');
  });

  test('is nothing that happened in another organization', async () => {
    const globex = await world.tenant('Globex');
    await save({ maxKeyDays: '90' });
    const theirs = await listAccessMethods(world.deps, globex.grant('admin', 'access-method.read'));
    expect(theirs.methods.map(({ lastChange }) => lastChange)).toEqual(
      theirs.methods.map(() => null),
    );
    expect(await auditOf(world, acme.organizationId)).not.toEqual([]);
  });
});

describe('every role sees the table, and of it', () => {
  test.each(roles)('%s: what they may see elsewhere', async (role) => {
    await save({ maxKeyDays: '90' });
    await access.connect(acme);
    const { methods, memberCount, showsChanges } = await table(role);
    const isAdmin = role === 'admin';
    expect(methods.map(({ kind }) => kind)).toHaveLength(6);
    expect([memberCount !== null, showsChanges]).toEqual([isAdmin, isAdmin]);
    expect(methods.some(({ members }) => members !== null)).toBe(isAdmin);
    expect(methods.some(({ lastChange }) => lastChange !== null)).toBe(isAdmin);
    expect(await row('saml', role)).toMatchObject({ connections: isAdmin ? ['Okta'] : [] });
    expect(await row('api-key', role)).toMatchObject({
      keys: role === 'billing-manager' ? null : 0,
    });
  });
});
