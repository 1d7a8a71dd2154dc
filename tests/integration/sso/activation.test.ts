import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activateConnection, rollBackConnection } from '@/lib/sso/activate-connection';
import { mapAttributes, setIdentityProvider } from '@/lib/sso/add-version';
import { deactivateConnection } from '@/lib/sso/deactivate-connection';
import { deleteConnection } from '@/lib/sso/delete-connection';
import { updateIdpInitiated } from '@/lib/sso/update-idp-initiated';
import { connectionsOf } from '@/tests/support/connections';
import { createIdentityProvider } from '@/tests/support/identity-provider';
import {
  auditOf,
  codeOf,
  createWorld,
  refusalOf,
  withoutAudit,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let connections: ReturnType<typeof connectionsOf>;
let idp: Awaited<ReturnType<typeof createIdentityProvider>>;
let acme: Tenant;
let connectionId: string;
beforeAll(async () => {
  world = await createWorld();
  connections = connectionsOf(world);
  idp = await createIdentityProvider('https://idp.test/metadata', world.deps.clock.now());
});
beforeEach(async () => {
  await world.owner.query('DELETE FROM organization_domains');
  await world.owner.query('DELETE FROM saml_connections');
  acme = await world.tenant('Acme');
  connectionId = await connections.add(acme);
});
afterAll(() => world.close());

const admin = (tenant = acme) => connections.admin(tenant);
const activate = async (version: number, id = connectionId, tenant = acme) =>
  activateConnection(world.deps, await admin(tenant), { connectionId: id, version });
const rollBack = async (version: number) =>
  rollBackConnection(world.deps, await admin(), { connectionId, version });
const deactivate = async (id = connectionId) =>
  deactivateConnection(world.deps, await admin(), { connectionId: id });
const activeVersion = async (id = connectionId, tenant = acme) =>
  (await connections.find(tenant, id)).activeVersion;
const event = async (action: string) =>
  (await auditOf(world, acme.organizationId)).filter((each) => each.action === action);
const requireSso = (domain = 'acme.example') =>
  world.owner.query(
    `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at, verified_at, last_checked_at, next_check_at, requires_sso)
     VALUES (gen_random_uuid(), $1, $2, 'T', 'Adele', now(), now(), now(), now(), true)`,
    [acme.organizationId, domain],
  );

describe('activating', () => {
  test('lets in the newest version that passed a test, and tells the log which', async () => {
    const version = await connections.tested(acme, connectionId, idp.metadata());
    expect(await activeVersion()).toBeNull();
    await activate(version);
    await activate(version);
    expect(await connections.find(acme, connectionId)).toMatchObject({
      activeVersion: version,
      activatedAt: world.deps.clock.now(),
    });
    expect(await event('sso-connection.activated')).toMatchObject([
      {
        target_label: 'Okta',
        before: { version: null },
        after: { version: 1, entityId: idp.entityId },
      },
    ]);
  });

  test('is refused for a version without a passed test, by the use case and by the database', async () => {
    await setIdentityProvider(world.deps, await admin(), {
      connectionId,
      metadata: idp.metadata(),
    });
    expect(await codeOf(activate(1))).toBe('conflict');
    expect(await codeOf(activate(2))).toBe('conflict');
    await expect(
      world.owner.query(
        'UPDATE saml_connections SET active_version = 1, activated_at = now(), active_entity_id = $2 WHERE id = $1',
        [connectionId, idp.entityId],
      ),
    ).rejects.toThrow(/passed no test/);
    expect(await activeVersion()).toBeNull();
  });

  test('leaves the active version in place while a newer one is a draft', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    await mapAttributes(world.deps, await admin(), {
      connectionId,
      emailAttribute: 'mail',
      nameAttribute: undefined,
    });
    expect(await activeVersion()).toBe(1);
    expect(await codeOf(activate(2))).toBe('conflict');
    expect(await activeVersion()).toBe(1);
  });

  test('is of the newest tested version alone: an earlier one is gone back to', async () => {
    await connections.tested(acme, connectionId, idp.metadata());
    await connections.tested(acme, connectionId, idp.metadata([await idp.makeKey()]));
    const refusal = await refusalOf(activate(1));
    expect([refusal.code, refusal.publicMessage]).toEqual([
      'conflict',
      expect.stringContaining('Version 2 is newer'),
    ]);
    expect(await codeOf(rollBack(1))).toBe('conflict');
  });

  test('does not happen without its event', async () => {
    const version = await connections.tested(acme, connectionId, idp.metadata());
    await withoutAudit(world, () => expect(activate(version)).rejects.toThrow());
    expect(await activeVersion()).toBeNull();
  });
});

describe('rolling back', () => {
  test('lets people sign in by an earlier tested version again, and forward again', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    await connections.activate(acme, connectionId, idp.metadata([await idp.makeKey()]));
    const session = await connections.signIn(acme.people.developer, connectionId);
    await rollBack(1);
    expect(await activeVersion()).toBe(1);
    expect(await event('sso-connection.rolled-back')).toMatchObject([
      { before: { version: 2 }, after: { version: 1 } },
    ]);
    await activate(2);
    expect(await activeVersion()).toBe(2);
    // Nobody is signed out by it.
    expect((await connections.find(acme, connectionId)).openSessions).toBe(1);
    expect(session).not.toBe('');
  });

  test('is refused for a version that never passed a test', async () => {
    await setIdentityProvider(world.deps, await admin(), {
      connectionId,
      metadata: idp.metadata(),
    });
    await connections.activate(acme, connectionId, idp.metadata([await idp.makeKey()]));
    expect(await codeOf(rollBack(1))).toBe('conflict');
    expect(await activeVersion()).toBe(2);
  });

  test('does not happen without its event', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    await connections.activate(acme, connectionId, idp.metadata([await idp.makeKey()]));
    await withoutAudit(world, () => expect(rollBack(1)).rejects.toThrow());
    expect(await activeVersion()).toBe(2);
  });
});

describe('ending', () => {
  const revoked = async (sessionId: string) =>
    (
      await world.owner.query<{ reason: string | null }>(
        'SELECT revoked_reason AS reason FROM sessions WHERE id = $1',
        [sessionId],
      )
    ).rows[0]?.reason;

  test('by deactivation signs out whoever came by it, and nobody else', async () => {
    const version = await connections.activate(acme, connectionId, idp.metadata());
    const other = await connections.add(acme, 'Other');
    const sessions = [
      await connections.signIn(acme.people.developer, connectionId),
      await connections.signIn(acme.people['read-only'], connectionId),
    ];
    const [byOther, byPassword] = [
      await connections.signIn(acme.people.developer, other),
      await world.sessionOf(acme.people.developer),
    ];
    expect((await connections.find(acme, connectionId)).openSessions).toBe(2);
    expect(await deactivate()).toEqual({ sessionsEnded: 2 });
    expect(await deactivate()).toEqual({ sessionsEnded: 0 });
    for (const session of sessions) expect(await revoked(session)).toBe('sso-ended');
    for (const session of [byOther, byPassword]) expect(await revoked(session)).toBeNull();
    expect(await connections.find(acme, connectionId)).toMatchObject({
      activeVersion: null,
      activatedAt: null,
      openSessions: 0,
    });
    expect(await event('sso-connection.deactivated')).toMatchObject([
      { before: { version: 1 }, after: { version: null, sessionsEnded: 2 } },
    ]);
    await activate(version);
    expect(await revoked(sessions[0]!)).toBe('sso-ended');
  });

  test('by deletion leaves no session behind', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    const session = await connections.signIn(acme.people.developer, connectionId);
    await deleteConnection(world.deps, await admin(), { connectionId });
    expect(await revoked(session)).toBeUndefined();
    expect(await event('sso-connection.deleted')).toMatchObject([
      { before: { version: 1 }, after: { sessionsEnded: 1 } },
    ]);
  });

  test('is refused while a domain requires single sign-on and nothing else is active', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    await requireSso();
    const session = await connections.signIn(acme.people.developer, connectionId);
    const remove = async () => deleteConnection(world.deps, await admin(), { connectionId });
    for (const act of [deactivate, remove]) {
      const refusal = await refusalOf(act());
      expect([refusal.code, refusal.publicMessage]).toEqual([
        'conflict',
        expect.stringMatching(/^acme\.example requires single sign-on.*under Domains/),
      ]);
    }
    expect(await revoked(session)).toBeNull();
    expect(await activeVersion()).toBe(1);

    const another = await createIdentityProvider('https://b.test', world.deps.clock.now());
    const other = await connections.add(acme, 'Other');
    // A draft is no way in, and can go.
    await deleteConnection(world.deps, await admin(), {
      connectionId: await connections.add(acme, 'Draft'),
    });
    await connections.activate(acme, other, another.metadata());
    await deactivate();
    expect(await activeVersion()).toBeNull();
    expect(await codeOf(deactivate(other))).toBe('conflict');
  });

  test('of both at once, while a domain requires single sign-on, leaves one of them', async () => {
    const another = await createIdentityProvider('https://b.test', world.deps.clock.now());
    const other = await connections.add(acme, 'Other');
    await connections.activate(acme, connectionId, idp.metadata());
    await connections.activate(acme, other, another.metadata());
    await requireSso();
    const outcomes = await Promise.allSettled([deactivate(), deactivate(other)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('does not happen without its event, and nobody is signed out', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    const session = await connections.signIn(acme.people.developer, connectionId);
    await withoutAudit(world, () => expect(deactivate()).rejects.toThrow());
    expect(await activeVersion()).toBe(1);
    expect(await revoked(session)).toBeNull();
  });
});

describe('one identity provider', () => {
  test('that is active in another organization is refused with its metadata, without a name', async () => {
    const globex = await world.tenant('Globex');
    await connections.activate(
      globex,
      await connections.add(globex, 'Globex login'),
      idp.metadata(),
    );
    const refusal = await refusalOf(
      setIdentityProvider(world.deps, await admin(), { connectionId, metadata: idp.metadata() }),
    );
    expect([refusal.code, Object.keys(refusal.fieldErrors)]).toEqual([
      'invalid-input',
      ['metadata'],
    ]);
    expect(JSON.stringify([refusal.publicMessage, refusal.fieldErrors])).not.toMatch(/globex/i);
  });

  test('is active in one of two organizations that activate it at once', async () => {
    const globex = await world.tenant('Globex');
    const theirs = await connections.add(globex);
    const [mine, other] = [
      await connections.tested(acme, connectionId, idp.metadata()),
      await connections.tested(globex, theirs, idp.metadata()),
    ];
    const outcomes = await Promise.allSettled([activate(mine), activate(other, theirs, globex)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const active = [await activeVersion(), await activeVersion(theirs, globex)];
    expect(active.filter((version) => version !== null)).toHaveLength(1);
    const lost = active[0] === null ? activate(mine) : activate(other, theirs, globex);
    const refusal = await refusalOf(lost);
    expect(refusal.code).toBe('conflict');
    expect(refusal.publicMessage).not.toMatch(/globex|acme/i);
  });

  test('is active in one connection of an organization, which the refusal of another names', async () => {
    await connections.activate(acme, connectionId, idp.metadata());
    const other = await connections.add(acme, 'Other');
    const version = await connections.tested(acme, other, idp.metadata());
    const refusal = await refusalOf(activate(version, other));
    expect([refusal.code, refusal.publicMessage]).toEqual([
      'conflict',
      expect.stringMatching(/^Okta is active/),
    ]);
  });
});

test('sign-in from the identity provider is off until an Admin turns it on, and each is logged', async () => {
  const set = async (allowsIdpInitiated: boolean) =>
    updateIdpInitiated(world.deps, await admin(), { connectionId, allowsIdpInitiated });
  expect((await connections.find(acme, connectionId)).allowsIdpInitiated).toBe(false);
  await set(false);
  await set(true);
  expect((await connections.find(acme, connectionId)).allowsIdpInitiated).toBe(true);
  await withoutAudit(world, () => expect(set(false)).rejects.toThrow());
  expect(await event('sso-connection.updated')).toMatchObject([
    { before: { allowsIdpInitiated: false }, after: { allowsIdpInitiated: true } },
  ]);
});

test('nobody acts on it without a fresh proof, or from another organization', async () => {
  const version = await connections.activate(acme, connectionId, idp.metadata());
  const globex = await admin(await world.tenant('Globex'));
  const stale = acme.grant('admin', 'sso.update');
  const acts = [
    (grant: typeof stale) => activateConnection(world.deps, grant, { connectionId, version }),
    (grant: typeof stale) => rollBackConnection(world.deps, grant, { connectionId, version }),
    (grant: typeof stale) => deactivateConnection(world.deps, grant, { connectionId }),
    (grant: typeof stale) => deleteConnection(world.deps, grant, { connectionId }),
    (grant: typeof stale) =>
      updateIdpInitiated(world.deps, grant, { connectionId, allowsIdpInitiated: true }),
  ];
  for (const act of acts) {
    expect(await codeOf(act(stale))).toBe('reauthentication-required');
    expect(await codeOf(act(globex))).toBe('not-found');
  }
  expect(await activeVersion()).toBe(version);
});
