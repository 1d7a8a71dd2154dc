import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import { signInMethods } from '@/lib/sessions/model';
import { findMembersByMethods, findMembersWithoutMfa, findPolicy } from '@/lib/policy/find-policy';
import { entryPolicyOf, openPolicy } from '@/lib/policy/model';
import { previewPolicySchema } from '@/lib/policy/schema';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { updatePolicyWith } from '@/lib/policy/update-policy';
import { findSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { asSystem } from '@/lib/platform/db';
import { testRequest } from '@/tests/support/deps';
import { accessOf } from '@/tests/support/access';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';
import { insertActiveConnection, insertDomain, requireSso } from '@/tests/support/sso-domains';
import { waitForLocks } from '@/tests/support/turns';

let world: World;
let acme: Tenant;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  await givePassword(acme.people.admin);
});
afterAll(() => world.close());

const anyMethod = [...signInMethods];
const grantOf = async (tenant = acme) => {
  const { admin } = tenant.people;
  const sessionId = await world.sessionOf(admin);
  return tenant.grantFor(admin, { role: 'admin', teamIds: [], sessionId }, 'policy.update');
};
const parse = (input: object) => previewPolicySchema.parse({ allowedMethods: anyMethod, ...input });
const previewPolicy = previewPolicyWith(keysUnderPolicy);
const updatePolicy = updatePolicyWith(keysUnderPolicy);
/** As the page does: looks whom it hits, then saves. */
const save = async (input: object, tenant = acme) => {
  const grant = await grantOf(tenant);
  const { seen } = await previewPolicy(world.deps, grant, parse(input));
  return updatePolicy(world.deps, grant, { ...parse(input), seen });
};
const policyOf = (tenant = acme) =>
  findPolicy(world.deps, tenant.grant('read-only', 'organization.read'));
/** As their security page would: here only that there is one counts. */
const giveApp = ({ userId }: Person) =>
  world.owner.query(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, $3)`,
    [world.deps.ids.next(), userId, world.deps.clock.now()],
  );
const givePassword = ({ userId }: Person) =>
  world.owner.query(`UPDATE users SET password_hash = 'a hash' WHERE id = $1`, [userId]);
const link = ({ userId }: Person, provider: string, issuer: string) =>
  world.owner.query(
    `INSERT INTO identities (id, user_id, provider, issuer, subject, email, created_at, last_used_at)
     VALUES ($1, $2, $3, $4, $2::uuid::text, 'at@provider.example', now(), now())`,
    [world.deps.ids.next(), userId, provider, issuer],
  );

describe('the security policy', () => {
  test('demands nothing before somebody decides it', async () => {
    expect(await policyOf()).toEqual(openPolicy);
  });

  test('is saved, told in the log, and met by the very next request', async () => {
    await giveApp(acme.people.admin);
    await save({ mfaRequired: 'on', mfaGraceDays: '7', allowedMethods: ['password', 'google'] });
    const saved = {
      ...openPolicy,
      mfaRequiredAt: world.deps.clock.now(),
      mfaGraceDays: 7,
      allowedMethods: ['password', 'google'],
    };
    expect(await policyOf()).toEqual(saved);
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'policy.updated',
      before: { mfaRequired: false, mfaGraceDays: 0, allowedMethods: 'any' },
      after: { mfaRequired: true, mfaGraceDays: 7, allowedMethods: 'password, google' },
    });
    const { token } = await asSystem(world.deps.db, 'sign-in', (tx) =>
      openSession(world.deps, tx, {
        userId: acme.people.developer.userId,
        method: 'password',
        request: testRequest(),
        previousToken: null,
      }),
    );
    const session = await findSession(world.deps, token, acme.slug);
    expect(session).toMatchObject({
      hasSecondFactor: false,
      membership: { policy: entryPolicyOf(saved) },
    });
    await giveApp(acme.people.developer);
    expect(await findSession(world.deps, token, acme.slug)).toMatchObject({
      hasSecondFactor: true,
    });
  });

  test('counts its days of grace from the first demand, whatever is saved later', async () => {
    await giveApp(acme.people.admin);
    const first = world.deps.clock.now();
    await save({ mfaRequired: 'on', mfaGraceDays: 30 });
    world.deps.clock.moveBySeconds(86_400);
    await save({ mfaRequired: 'on', mfaGraceDays: 10 });
    expect(await policyOf()).toMatchObject({ mfaRequiredAt: first, mfaGraceDays: 10 });
    await save({});
    expect(await policyOf()).toEqual(openPolicy);
  });

  test('that changes nothing leaves no event', async () => {
    await save({});
    const events = await auditOf(world, acme.organizationId);
    expect(events.filter(({ action }) => action === 'policy.updated')).toEqual([]);
  });

  test('never shuts out who saves it', async () => {
    const noApp = await refusalOf(save({ mfaRequired: 'on' }));
    expect(Object.keys(noApp.fieldErrors)).toEqual(['mfaRequired']);
    const otherMethod = await refusalOf(save({ allowedMethods: ['google'] }));
    expect(Object.keys(otherMethod.fieldErrors)).toEqual(['allowedMethods']);
    expect(await policyOf()).toEqual(openPolicy);
  });

  test('never shuts out who saves it, where they lost their own way in while they waited for their turn', async () => {
    const { userId } = acme.people.admin;
    await giveApp(acme.people.admin);
    const { organizationId } = acme;
    const holder = new pg.Client({ connectionString: world.database.ownerUrl });
    await holder.connect();
    for (const [loss, input, field] of [
      ['DELETE FROM totp_factors WHERE user_id = $1', { mfaRequired: 'on' }, 'mfaRequired'],
      [
        'UPDATE users SET password_hash = NULL WHERE id = $1',
        { allowedMethods: ['password'] },
        'allowedMethods',
      ],
    ] as const) {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE', [organizationId]);
      const saving = refusalOf(save(input));
      await waitForLocks(async (text) => (await world.owner.query(text)).rows as never, 1);
      await holder.query(loss, [userId]);
      await holder.query('COMMIT');
      expect(Object.keys((await saving).fieldErrors)).toEqual([field]);
    }
    await holder.end();
    expect(await policyOf()).toEqual(openPolicy);
  });

  test('may be saved by whoever has another accepted way left, in the session that an accepted one opened', async () => {
    const { admin } = acme.people;
    await world.owner.query('UPDATE users SET password_hash = NULL WHERE id = $1', [admin.userId]);
    await link(admin, 'github', world.deps.oauth.github!.url);
    await save({ allowedMethods: ['password', 'github'] });
    expect(await policyOf()).toMatchObject({ allowedMethods: ['password', 'github'] });
  });

  test.each([
    [{ mfaGraceDays: '91' }, 'mfaGraceDays'],
    [{ mfaGraceDays: '-1' }, 'mfaGraceDays'],
    [{ mfaGraceDays: '1.5' }, 'mfaGraceDays'],
    [{ allowedMethods: [''] }, 'allowedMethods'],
    [{ allowedMethods: ['telepathy'] }, 'allowedMethods'],
    [{ mfaRequired: 'yes' }, 'mfaRequired'],
  ])('%j is refused', (input, field) => {
    const parsed = previewPolicySchema.safeParse({ allowedMethods: anyMethod, ...input });
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
  });

  test('takes a fresh proof of identity', async () => {
    const grant = acme.grant('admin', 'policy.update');
    const input = { ...parse({}), seen: '' };
    expect(await codeOf(updatePolicy(world.deps, grant, input))).toBe('reauthentication-required');
  });

  test('is an Admin’s to change: every other role is turned away', () => {
    expect(rolesThatLack('policy.update')).toEqual(['developer', 'billing-manager', 'read-only']);
    for (const role of rolesThatLack('policy.update')) {
      expect(isTurnedAway(acme, role, 'policy.update')).toBe(true);
    }
  });

  test('of one organization says nothing about another', async () => {
    const globex = await world.tenant('Globex');
    await giveApp(acme.people.admin);
    await save({ mfaRequired: 'on' });
    expect(await policyOf(globex)).toEqual(openPolicy);
    expect(await findMembersWithoutMfa(world.deps, await grantOf(globex))).toMatchObject({
      count: 4,
      members: 4,
    });
  });

  test('a failing audit write takes the change with it', async () => {
    await withoutAudit(world, async () => {
      await expect(save({ allowedMethods: ['password'] })).rejects.toThrow();
    });
    expect(await policyOf()).toEqual(openPolicy);
  });

  test('of 20 who save at once, each finds what the one before left, and one event tells of one change', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => save({ allowedMethods: ['password', 'github'] })),
    );
    const events = await auditOf(world, acme.organizationId);
    expect(events.filter(({ action }) => action === 'policy.updated')).toHaveLength(1);
  });
});

test('members without a second factor are counted and named, by name', async () => {
  await giveApp(acme.people.admin);
  expect(await findMembersWithoutMfa(world.deps, await grantOf())).toEqual({
    count: 3,
    members: 4,
    names: ['Bill Manager', 'Devon Developer', 'Rea Donly'],
  });
});

test('members are grouped by their ways in, of which a link to another issuer is none', async () => {
  const { google, github } = world.deps.oauth;
  const { admin, developer, 'billing-manager': manager, 'read-only': reader } = acme.people;
  await link(admin, 'google', google!.issuer);
  await givePassword(developer);
  await givePassword(manager);
  await link(manager, 'github', 'https://github.elsewhere.example');
  await link(reader, 'github', github!.url);
  const other = await world.tenant('Globex');
  await givePassword(other.people.admin);
  expect(await findMembersByMethods(world.deps, await grantOf())).toEqual([
    { methods: ['github'], count: 1, names: ['Rea Donly'] },
    { methods: ['google', 'password'], count: 1, names: ['Adele Admin'] },
    { methods: ['password'], count: 2, names: ['Bill Manager', 'Devon Developer'] },
  ]);
});

describe('single sign-on', () => {
  test('is a way in of who is known to an active connection of this organization, and of nobody else', async () => {
    const access = accessOf(world);
    const { developer, 'read-only': reader, 'billing-manager': manager } = acme.people;
    const other = await world.tenant('Globex');
    await access.knowBySaml(acme, developer, await access.connect(acme));
    const idle = await access.connect(acme, { name: 'Old', isActive: false });
    await access.knowBySaml(acme, reader, idle);
    await access.knowBySaml(other, manager, await access.connect(other));
    expect(await findMembersByMethods(world.deps, await grantOf())).toEqual([
      { methods: [], count: 2, names: ['Bill Manager', 'Rea Donly'] },
      { methods: ['password'], count: 1, names: ['Adele Admin'] },
      { methods: ['saml'], count: 1, names: ['Devon Developer'] },
    ]);
  });

  test('allowed alone says first whom it shuts out, and is refused to an Admin who came by a password', async () => {
    const access = accessOf(world);
    const { admin, developer } = acme.people;
    const connectionId = await access.connect(acme);
    await access.knowBySaml(acme, developer, connectionId);
    const refused = await refusalOf(save({ allowedMethods: ['saml'] }));
    expect(Object.keys(refused.fieldErrors)).toEqual(['allowedMethods']);
    const bySaml = await grantBySaml(connectionId);
    const known = await refusalOf(previewPolicy(world.deps, bySaml, samlAlone));
    expect(Object.keys(known.fieldErrors)).toEqual(['allowedMethods']);
    await access.knowBySaml(acme, admin, connectionId);
    expect((await previewPolicy(world.deps, bySaml, samlAlone)).effects).toContainEqual({
      kind: 'no-way-in',
      count: 2,
      names: ['Bill Manager', 'Rea Donly'],
    });
    // What nobody signs in by any more is no way in.
    await access.deactivate(connectionId);
    const ended = await refusalOf(previewPolicy(world.deps, bySaml, samlAlone));
    expect(Object.keys(ended.fieldErrors)).toEqual(['allowedMethods']);
  });

  test('asks for no second factor here, so that nobody who comes by it has to enrol', async () => {
    const access = accessOf(world);
    const { admin, developer } = acme.people;
    await giveApp(admin);
    await access.knowBySaml(acme, developer, await access.connect(acme));
    const enrolling = async (input: object) => {
      const { effects } = await previewPolicy(world.deps, await grantOf(), parse(input));
      return effects.find(({ kind }) => kind === 'enrol')?.names;
    };
    const others = ['Bill Manager', 'Rea Donly'];
    const allowedMethods = ['password', 'google', 'github', 'saml'];
    expect(await enrolling({ mfaRequired: 'on', allowedMethods })).toEqual(others);
    expect(await enrolling({ mfaRequired: 'on', allowedMethods: ['password', 'saml'] })).toEqual(
      others,
    );
    expect(await enrolling({ mfaRequired: 'on', allowedMethods: ['password'] })).toEqual([
      'Bill Manager',
      'Devon Developer',
      'Rea Donly',
    ]);
  });

  const samlAlone = parse({ allowedMethods: ['saml'] });
  async function grantBySaml(samlConnectionId: string) {
    const { admin } = acme.people;
    const { sessionId } = await asSystem(world.deps.db, 'sign-in', (tx) =>
      openSession(world.deps, tx, {
        userId: admin.userId,
        method: 'saml',
        samlConnectionId,
        request: testRequest(),
        previousToken: null,
      }),
    );
    const grant = acme.grantFor(admin, { role: 'admin', teamIds: [], sessionId }, 'policy.update');
    return { ...grant, actor: { ...grant.actor, sessionMethod: 'saml' } };
  }

  const domain = 'policy-works.example';
  const sql = (text: string, values: unknown[]) => world.owner.query(text, values);
  const by = async (sessionMethod: string) => {
    const grant = await grantOf();
    return { ...grant, actor: { ...grant.actor, sessionMethod } };
  };
  const preview = async (sessionMethod: string, input: object) =>
    previewPolicy(world.deps, await by(sessionMethod), parse(input));

  test('does not lock out an Admin who came by it, whatever else their account has', async () => {
    const access = accessOf(world);
    await access.knowBySaml(acme, acme.people.admin, await access.connect(acme));
    await sql('UPDATE users SET password_hash = NULL WHERE id = $1', [acme.people.admin.userId]);
    await preview('saml', { allowedMethods: ['saml'] });
    await preview('saml', { mfaRequired: 'on' });
    const refusal = await refusalOf(preview('saml', { allowedMethods: ['password'] }));
    expect(refusal.fieldErrors['allowedMethods']?.[0]).toMatch(/Single sign-on: without it/);
  });

  test('may be all that is allowed, or not, for an Admin who came by a printed code', async () => {
    await giveApp(acme.people.admin);
    for (const method of ['saml', 'google', 'password']) {
      await preview('break-glass+totp', { allowedMethods: [method] });
    }
    await preview('break-glass+totp', { mfaRequired: 'on' });
  });

  test('is a way in for those whose domain the organization has verified, and the only one where it requires it', async () => {
    const { admin, developer, 'billing-manager': manager } = acme.people;
    for (const who of [developer, manager]) await givePassword(who);
    await sql('UPDATE users SET email = $2 WHERE id = $1', [developer.userId, `d@${domain}`]);
    await insertDomain(sql, acme.organizationId, domain, { requiresSso: false });
    const groups = async () => findMembersByMethods(world.deps, await grantOf());
    const without = { methods: [], count: 1, names: ['Rea Donly'] };
    const others = { methods: ['password'], count: 2, names: [admin.name, manager.name] };
    expect(await groups()).toEqual([
      without,
      { methods: ['password'], count: 3, names: [admin.name, manager.name, developer.name] },
    ]);
    await insertActiveConnection(sql, acme.organizationId);
    expect(await groups()).toEqual([
      without,
      others,
      { methods: ['password', 'saml'], count: 1, names: [developer.name] },
    ]);
    await requireSso(sql, domain);
    expect(await groups()).toEqual([
      without,
      others,
      { methods: ['saml'], count: 1, names: [developer.name] },
    ]);
  });
});
