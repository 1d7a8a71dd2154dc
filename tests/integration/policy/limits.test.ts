import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { signInMethods } from '@/lib/sessions/model';
import { asSystem } from '@/lib/platform/db';
import { entryPolicyOf, openPolicy } from '@/lib/policy/model';
import { findPolicy } from '@/lib/policy/find-policy';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { previewPolicySchema } from '@/lib/policy/schema';
import { updatePolicyWith } from '@/lib/policy/update-policy';
import { openSession } from '@/lib/sessions/open-session';
import { testRequest } from '@/tests/support/deps';
import {
  auditOf,
  codeOf,
  createWorld,
  refusalOf,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

const previewPolicy = previewPolicyWith(keysUnderPolicy);
const updatePolicy = updatePolicyWith(keysUnderPolicy);
const parse = (input: object) =>
  previewPolicySchema.parse({ allowedMethods: [...signInMethods], ...input });
const grantOf = async (tenant = acme) => {
  const { admin } = tenant.people;
  const sessionId = await world.sessionOf(admin);
  return tenant.grantFor(admin, { role: 'admin', teamIds: [], sessionId }, 'policy.update');
};
const preview = async (input: object) => previewPolicy(world.deps, await grantOf(), parse(input));
const save = async (input: object) => {
  const grant = await grantOf();
  const { seen } = await previewPolicy(world.deps, grant, parse(input));
  return updatePolicy(world.deps, grant, { ...parse(input), seen });
};
const signIn = ({ userId }: Person, ip: string, method = 'password') =>
  asSystem(world.deps.db, 'sign-in', (tx) =>
    openSession(world.deps, tx, {
      userId,
      method,
      request: testRequest({ ip }),
      previousToken: null,
    }),
  );
const tellOfSignIn = ({ userId }: Person, ip: string, daysAgo: number, method = 'password') =>
  world.owner.query(
    `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind, target_id, target_label, ip, session_method)
     VALUES (gen_random_uuid(), $1, $2, 'user', $3, 'x', 'member.signed-in', 'member', $3, 'x', $4, $5)`,
    [
      acme.organizationId,
      new Date(world.deps.clock.now().getTime() - daysAgo * 86_400_000),
      userId,
      ip,
      method,
    ],
  );
const makeKey = (input: object = {}) =>
  createApiKey(
    world.deps,
    acme.grant('developer', 'api-key.create'),
    createApiKeySchema.parse({
      name: 'Gateway',
      environment: 'production',
      teamId: acme.teams.default,
      ...input,
    }),
  );
const endOf = async (keyId: string): Promise<Date | null> => {
  const { rows } = await world.owner.query<{ expires_at: Date | null }>(
    'SELECT expires_at FROM api_keys WHERE id = $1',
    [keyId],
  );
  return rows[0]!.expires_at;
};
const inDays = (days: number) => new Date(world.deps.clock.now().getTime() + days * 86_400_000);

describe('the limits of a policy', () => {
  test('are saved in canonical form, with their names, and told in the log as they were and as they are', async () => {
    await save({
      sessionAbsoluteMinutes: '480',
      sessionIdleMinutes: '30',
      consoleIpRanges: '2001:DB8::/32 Everywhere\n198.51.100.7',
      keyIpRanges: [{ range: '203.0.113.0/24', label: 'Gateway' }],
      maxKeyDays: '90',
    });
    const policy = await findPolicy(world.deps, acme.grant('read-only', 'organization.read'));
    expect(policy).toEqual({
      ...openPolicy,
      sessionAbsoluteMinutes: 480,
      sessionIdleMinutes: 30,
      consoleIpRanges: [
        { range: '2001:db8::/32', label: 'Everywhere' },
        { range: '198.51.100.7/32', label: '' },
      ],
      keyIpRanges: [{ range: '203.0.113.0/24', label: 'Gateway' }],
      maxKeyDays: 90,
    });
    expect(entryPolicyOf(policy).consoleIpRanges).toEqual(['2001:db8::/32', '198.51.100.7/32']);
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'policy.updated',
      before: { sessionIdleMinutes: null, consoleIpRanges: [], maxKeyDays: null },
      after: {
        sessionIdleMinutes: 30,
        consoleIpRanges: ['2001:db8::/32 Everywhere', '198.51.100.7/32'],
        keyIpRanges: ['203.0.113.0/24 Gateway'],
        maxKeyDays: 90,
        keysEnded: 0,
      },
    });
    // What a form does not mention stays, and what it empties goes.
    await save({ keyIpRanges: '' });
    expect(await findPolicy(world.deps, acme.grant('read-only', 'organization.read'))).toEqual({
      ...policy,
      keyIpRanges: [],
    });
    await save({
      sessionAbsoluteMinutes: 'default',
      sessionIdleMinutes: 'default',
      consoleIpRanges: '',
      maxKeyDays: '',
    });
    expect(await findPolicy(world.deps, acme.grant('read-only', 'organization.read'))).toEqual(
      openPolicy,
    );
  });

  test.each([
    [{ sessionIdleMinutes: '7' }, 'sessionIdleMinutes'],
    [{ sessionAbsoluteMinutes: 'soon' }, 'sessionAbsoluteMinutes'],
    [{ consoleIpRanges: '10.0.0.5/8' }, 'consoleIpRanges'],
    [{ consoleIpRanges: '0177.0.0.1' }, 'consoleIpRanges'],
    [{ consoleIpRanges: `10.0.0.0/8 ${'x'.repeat(61)}` }, 'consoleIpRanges'],
    [{ keyIpRanges: Array.from({ length: 51 }, (_, i) => `10.0.0.${i}`) }, 'keyIpRanges'],
    [{ keyIpRanges: [{ range: '10.0.0.0/33' }] }, 'keyIpRanges'],
    [{ maxKeyDays: '0' }, 'maxKeyDays'],
    [{ maxKeyDays: '1.5' }, 'maxKeyDays'],
    [{ maxKeyDays: '3651' }, 'maxKeyDays'],
  ])('%j is refused', (input, field) => {
    const parsed = previewPolicySchema.safeParse({ allowedMethods: ['password'], ...input });
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
  });

  test('never shut out who saves them, by where they are or how long they have been there', async () => {
    const grant = await grantOf();
    const refused = (input: object) => refusalOf(previewPolicy(world.deps, grant, parse(input)));
    const elsewhere = await refused({ consoleIpRanges: '198.51.100.0/24' });
    expect(elsewhere.fieldErrors['consoleIpRanges']?.[0]).toContain(grant.request.ip);
    world.deps.clock.moveBySeconds(3600);
    expect(Object.keys((await refused({ sessionAbsoluteMinutes: '60' })).fieldErrors)).toEqual([
      'sessionAbsoluteMinutes',
    ]);
    expect(Object.keys((await refused({ sessionIdleMinutes: '60' })).fieldErrors)).toEqual([
      'sessionIdleMinutes',
    ]);
    await previewPolicy(world.deps, grant, parse({ sessionIdleMinutes: '120' }));
  });
});

describe('before a policy is saved, it says', () => {
  test('who signed in from elsewhere, in an open session or within 30 days', async () => {
    const { admin, developer, 'read-only': reader, 'billing-manager': manager } = acme.people;
    await signIn(developer, '203.0.113.9');
    await signIn(manager, '198.51.100.20');
    await tellOfSignIn(reader, '203.0.113.10', 29);
    await tellOfSignIn(manager, '203.0.113.11', 31);
    await tellOfSignIn(admin, '198.51.100.21', 1);
    const { effects } = await preview({ consoleIpRanges: '198.51.100.0/24\n2001:db8::/32' });
    expect(effects).toEqual([
      { kind: 'address-refused', count: 2, names: ['Devon Developer', 'Rea Donly'] },
    ]);
  });

  test('who is asked to sign in again, and no one whom the policy before asks already', async () => {
    const { developer, 'read-only': reader } = acme.people;
    await signIn(developer, '203.0.113.9');
    world.deps.clock.moveBySeconds(3 * 3600);
    await signIn(reader, '203.0.113.9');
    world.deps.clock.moveBySeconds(2 * 3600);
    const { effects } = await preview({ sessionAbsoluteMinutes: '240' });
    expect(effects).toEqual([{ kind: 'sign-in-again', count: 1, names: ['Devon Developer'] }]);
    await save({ sessionAbsoluteMinutes: '240' });
    expect((await preview({ sessionAbsoluteMinutes: '60' })).effects).toEqual([
      { kind: 'sign-in-again', count: 1, names: ['Rea Donly'] },
    ]);
  });

  test('who has to enrol, who has no way in, and who came by a way that is no longer accepted', async () => {
    await world.owner.query(`UPDATE users SET password_hash = 'a hash' WHERE id = ANY ($1)`, [
      [acme.people.admin.userId, acme.people.developer.userId],
    ]);
    await world.owner.query(
      `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, now())`,
      [world.deps.ids.next(), acme.people.admin.userId],
    );
    await tellOfSignIn(acme.people['read-only'], '203.0.113.9', 3, 'google');
    const { effects } = await preview({ mfaRequired: 'on', allowedMethods: ['password'] });
    expect(effects).toEqual([
      { kind: 'enrol', count: 3, names: ['Bill Manager', 'Devon Developer', 'Rea Donly'] },
      { kind: 'no-way-in', count: 2, names: ['Bill Manager', 'Rea Donly'] },
      { kind: 'method-refused', count: 1, names: ['Rea Donly'] },
    ]);
  });

  test('which keys end, end sooner, or were last used from elsewhere', async () => {
    await makeKey({ name: 'Old', expiry: '1-year' });
    world.deps.clock.moveBySeconds(40 * 86_400);
    const young = await makeKey({ name: 'Young', expiry: '1-year' });
    await makeKey({ name: 'Short', expiry: '30-days' });
    await world.owner.query(
      `INSERT INTO api_key_activity (organization_id, api_key_id, last_used_at, last_used_ip) VALUES ($1, $2, now(), '203.0.113.5')`,
      [acme.organizationId, young.keyId],
    );
    expect((await preview({ maxKeyDays: '40', keyIpRanges: '198.51.100.0/24' })).effects).toEqual([
      { kind: 'keys-ended', count: 1, names: ['Old'] },
      { kind: 'keys-shortened', count: 1, names: ['Young'] },
      { kind: 'keys-refused', count: 1, names: ['Young'] },
    ]);
  });

  test('and nobody is hit who was not shown: what changed meanwhile is shown first', async () => {
    const grant = await grantOf();
    const input = parse({ consoleIpRanges: '2001:db8::/32' });
    const first = await previewPolicy(world.deps, grant, input);
    expect(first.effects).toEqual([]);
    await signIn(acme.people.developer, '203.0.113.9');
    const saving = () => updatePolicy(world.deps, grant, { ...input, seen: first.seen });
    expect(await codeOf(saving())).toBe('changed');
    const again = await previewPolicy(world.deps, grant, input);
    expect(again.effects).toMatchObject([{ kind: 'address-refused', count: 1 }]);
    // Time alone changes nothing.
    world.deps.clock.moveBySeconds(60);
    await updatePolicy(world.deps, grant, { ...input, seen: again.seen });
    // Of another policy it says nothing, nor when it is old, nor when it was made up.
    const other = parse({ consoleIpRanges: '2001:db8::/31' });
    for (const seen of [again.seen, first.seen, '', 'x', '9'.repeat(15) + '.x', '-1.x']) {
      expect(await codeOf(updatePolicy(world.deps, grant, { ...other, seen }))).toBe('changed');
    }
  });

  test('nothing of another organization', async () => {
    const globex = await world.tenant('Globex');
    await signIn(globex.people.developer, '203.0.113.9');
    const { effects } = await preview({ consoleIpRanges: '2001:db8::/32' });
    expect(effects).toEqual([]);
  });
});

describe('a maximum lifetime of keys', () => {
  test('ends keys so many days after they were made, and gives them their time back when it goes', async () => {
    const yearly = await makeKey({ expiry: '1-year' });
    const short = await makeKey({ expiry: '30-days' });
    const chosen = { yearly: await endOf(yearly.keyId), short: await endOf(short.keyId) };
    const made = world.deps.clock.now();
    world.deps.clock.moveBySeconds(10 * 86_400);
    await save({ maxKeyDays: 60 });
    expect(await endOf(yearly.keyId)).toEqual(new Date(made.getTime() + 60 * 86_400_000));
    expect(await endOf(short.keyId)).toEqual(chosen.short);
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      after: { keysEnded: 0, keysMoved: 1 },
    });
    await save({ maxKeyDays: 10 });
    expect(await endOf(yearly.keyId)).toEqual(world.deps.clock.now());
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      after: { keysEnded: 2, keysMoved: 0 },
    });
    await save({ maxKeyDays: '' });
    expect(await endOf(yearly.keyId)).toEqual(chosen.yearly);
    expect(await endOf(short.keyId)).toEqual(chosen.short);
  });

  test('holds for a key that never ended, and leaves those alone that are revoked or over', async () => {
    const { keyId } = await makeKey();
    await world.owner.query('UPDATE api_keys SET expires_at = NULL WHERE id = $1', [keyId]);
    const gone = await makeKey({ expiry: '1-year' });
    await world.owner.query(
      `UPDATE api_keys SET status = 'revoked', revoked_at = now() WHERE id = $1`,
      [gone.keyId],
    );
    const over = await makeKey({ expiry: '30-days' });
    const ends = [await endOf(gone.keyId), await endOf(over.keyId)];
    world.deps.clock.moveBySeconds(31 * 86_400);
    await save({ maxKeyDays: 5 });
    expect(await endOf(keyId)).not.toBeNull();
    expect([await endOf(gone.keyId), await endOf(over.keyId)]).toEqual(ends);
    await save({ maxKeyDays: '' });
    expect(await endOf(keyId)).toBeNull();
  });

  test('is kept by every key that is made afterwards', async () => {
    await save({ maxKeyDays: 30 });
    const refused = async (input: object) =>
      Object.keys((await refusalOf(makeKey(input))).fieldErrors);
    expect(await refused({})).toEqual(['expiry']);
    expect(await refused({ expiry: '1-year' })).toEqual(['expiry']);
    expect(await refused({ expiresAt: inDays(31).toISOString() })).toEqual(['expiresAt']);
    await makeKey({ expiry: '30-days' });
    await makeKey({ expiresAt: inDays(29).toISOString() });
  });

  test('is not passed by keys that are made while it is saved', async () => {
    await Promise.all([
      save({ maxKeyDays: 30 }).catch(() => save({ maxKeyDays: 30 })),
      ...Array.from({ length: 20 }, () => makeKey({ expiry: '1-year' }).catch(() => undefined)),
    ]);
    const { rows } = await world.owner.query(
      `SELECT 1 FROM api_keys WHERE organization_id = $1 AND (expires_at IS NULL OR expires_at > created_at + interval '30 days')`,
      [acme.organizationId],
    );
    expect(rows).toEqual([]);
  });
});
