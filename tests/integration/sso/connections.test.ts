import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mapAttributes, setIdentityProvider } from '@/lib/sso/add-version';
import { createConnection } from '@/lib/sso/create-connection';
import { deleteConnection } from '@/lib/sso/delete-connection';
import { findServiceProviderMetadata } from '@/lib/sso/find-service-provider-metadata';
import { getConnection, listConnections } from '@/lib/sso/list-connections';
import { maxConnections } from '@/lib/sso/model';
import { renameConnection } from '@/lib/sso/rename-connection';
import { createIdentityProvider } from '@/tests/support/identity-provider';
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
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let idp: Awaited<ReturnType<typeof createIdentityProvider>>;
beforeAll(async () => {
  world = await createWorld();
  idp = await createIdentityProvider('https://idp.test/metadata', world.deps.clock.now());
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

async function admin(tenant = acme) {
  const who = tenant.people.admin;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
  return tenant.grantFor(who, as, 'sso.update');
}
const add = async (name = 'Okta', tenant = acme) =>
  (await createConnection(world.deps, await admin(tenant), { name })).connectionId;
const events = async () =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) =>
    action.startsWith('sso-connection.'),
  );

describe('a draft', () => {
  test('has addresses and a certificate of its own, and the log tells of it', async () => {
    const [one, other] = [await add('Okta'), await add('Entra ID')];
    const grant = await admin();
    const connections = await listConnections(world.deps, grant);
    expect(connections.map(({ name, versions }) => [name, versions])).toEqual([
      ['Okta', []],
      ['Entra ID', []],
    ]);
    const { serviceProvider } = await getConnection(world.deps, grant, { connectionId: one });
    const { appUrl } = world.deps.config;
    expect(serviceProvider).toMatchObject({
      entityId: `${appUrl}/api/sso/saml/${one}/metadata`,
      acsUrl: `${appUrl}/api/sso/saml/${one}/acs`,
      loginUrl: `${appUrl}/api/sso/saml/${one}/login`,
    });
    const otherOne = await getConnection(world.deps, grant, { connectionId: other });
    expect(otherOne.serviceProvider.certificate).not.toBe(serviceProvider.certificate);
    expect((await events()).map(({ action, target_label }) => [action, target_label])).toEqual([
      ['sso-connection.created', 'Okta'],
      ['sso-connection.created', 'Entra ID'],
    ]);
  });

  test('tells its identity provider what it has to know, and never the private key', async () => {
    const connectionId = await add();
    const xml = await findServiceProviderMetadata(world.deps, connectionId);
    expect(xml).toContain(`/api/sso/saml/${connectionId}/acs"`);
    expect(xml).not.toMatch(/PRIVATE/);
    expect(await findServiceProviderMetadata(world.deps, connectionId)).toBe(xml);
    const { rows } = await world.owner.query<{ key_sealed: Buffer }>(
      `SELECT key_sealed FROM saml_connections WHERE id = $1`,
      [connectionId],
    );
    expect(rows[0]?.key_sealed.toString('latin1')).not.toMatch(/PRIVATE|BEGIN/);
  });

  test('is one of five at most, also where ten are asked for at once', async () => {
    const grant = await admin();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => createConnection(world.deps, grant, { name: 'Okta' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(maxConnections);
    expect(await listConnections(world.deps, grant)).toHaveLength(maxConnections);
  });

  test('is not there without its event', async () => {
    const grant = await admin();
    await withoutAudit(world, () =>
      expect(createConnection(world.deps, grant, { name: 'Okta' })).rejects.toThrow(),
    );
    expect(await listConnections(world.deps, grant)).toEqual([]);
  });
});

describe('the identity provider', () => {
  test('is what its metadata say, with each certificate', async () => {
    const connectionId = await add();
    const grant = await admin();
    const next = await idp.makeKey();
    const metadata = idp.metadata([idp.key, next], 'HTTP-POST');
    await setIdentityProvider(world.deps, grant, { connectionId, metadata });
    const { versions } = await getConnection(world.deps, grant, { connectionId });
    expect(versions).toMatchObject([
      {
        version: 1,
        idpEntityId: idp.entityId,
        signInUrl: 'https://idp.test/sign-in',
        binding: 'post',
        testedAt: null,
        createdByName: 'Adele Admin',
      },
    ]);
    expect(versions[0]?.certificates).toHaveLength(2);
    expect(versions[0]?.certificates[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  test('changes by another version; the same again is none', async () => {
    const connectionId = await add();
    const grant = await admin();
    const set = (metadata: string) =>
      setIdentityProvider(world.deps, grant, { connectionId, metadata });
    expect(await set(idp.metadata())).toEqual({ version: 1 });
    expect(await set(idp.metadata())).toEqual({ version: 1 });
    const mapped = { connectionId, emailAttribute: 'mail', nameAttribute: undefined };
    expect(await mapAttributes(world.deps, grant, mapped)).toEqual({ version: 2 });
    // The mapping stays where only the provider changes.
    expect(await set(idp.metadata([await idp.makeKey()]))).toEqual({ version: 3 });
    const { versions } = await getConnection(world.deps, grant, { connectionId });
    expect(versions.map(({ version, emailAttribute }) => [version, emailAttribute])).toEqual([
      [3, 'mail'],
      [2, 'mail'],
      [1, null],
    ]);
    const changes = (await events()).filter(({ action }) => action === 'sso-connection.updated');
    expect(changes.map(({ after }) => after?.version)).toEqual([1, 2, 3]);
    expect(changes[1]?.before).toMatchObject({ emailAttribute: 'NameID' });
  });

  test('is refused beside its field where the text is no metadata of one', async () => {
    const connectionId = await add();
    const grant = await admin();
    const nothing = setIdentityProvider(world.deps, grant, { connectionId });
    expect((await refusalOf(nothing)).fieldErrors).toHaveProperty('metadata');
    for (const metadata of ['hello', '<a/>', `<!DOCTYPE x>${idp.metadata()}`, idp.metadata([])]) {
      const refusal = await refusalOf(
        setIdentityProvider(world.deps, grant, { connectionId, metadata }),
      );
      expect([refusal.code, Object.keys(refusal.fieldErrors)]).toEqual([
        'invalid-input',
        ['metadata'],
      ]);
    }
    for (const metadataUrl of ['http://idp.test/m', 'https://127.0.0.1/m', 'https://[::1]/m']) {
      const refusal = await refusalOf(
        setIdentityProvider(world.deps, grant, { connectionId, metadataUrl }),
      );
      expect(refusal.fieldErrors).toHaveProperty('metadataUrl');
    }
    const mapping = { connectionId, emailAttribute: 'mail', nameAttribute: undefined };
    expect(await codeOf(mapAttributes(world.deps, grant, mapping))).toBe('conflict');
  });
});

test('a connection is renamed and deleted, and so are the things that hang on it', async () => {
  const connectionId = await add();
  const grant = await admin();
  await setIdentityProvider(world.deps, grant, { connectionId, metadata: idp.metadata() });
  await renameConnection(world.deps, grant, { connectionId, name: 'Company login' });
  await renameConnection(world.deps, grant, { connectionId, name: 'Company login' });
  await deleteConnection(world.deps, grant, { connectionId });
  expect(await listConnections(world.deps, grant)).toEqual([]);
  expect((await events()).slice(2)).toMatchObject([
    {
      action: 'sso-connection.updated',
      before: { name: 'Okta' },
      after: { name: 'Company login' },
    },
    { action: 'sso-connection.deleted', target_label: 'Company login' },
  ]);
  expect(await codeOf(findServiceProviderMetadata(world.deps, connectionId))).toBe('not-found');
});

describe('nobody else', () => {
  test.each(rolesThatLack('sso.update'))('%s is turned away', (role) => {
    expect(isTurnedAway(acme, role, 'sso.update')).toBe(true);
  });

  test('of another organization finds one, whatever they do', async () => {
    const connectionId = await add();
    const globex = await world.tenant('Globex');
    const grant = await admin(globex);
    const acts = [
      () => getConnection(world.deps, grant, { connectionId }),
      () => renameConnection(world.deps, grant, { connectionId, name: 'Mine' }),
      () => setIdentityProvider(world.deps, grant, { connectionId, metadata: idp.metadata() }),
      () => deleteConnection(world.deps, grant, { connectionId }),
    ];
    for (const act of acts) expect(await codeOf(act())).toBe('not-found');
    expect(await listConnections(world.deps, grant)).toEqual([]);
    expect(await listConnections(world.deps, await admin())).toHaveLength(1);
  });

  test('acts without a fresh proof', async () => {
    const connectionId = await add();
    const grant = acme.grant('admin', 'sso.update');
    const acts = [
      () => createConnection(world.deps, grant, { name: 'Okta' }),
      () => renameConnection(world.deps, grant, { connectionId, name: 'Mine' }),
      () => setIdentityProvider(world.deps, grant, { connectionId, metadata: idp.metadata() }),
      () => deleteConnection(world.deps, grant, { connectionId }),
    ];
    for (const act of acts) expect(await codeOf(act())).toBe('reauthentication-required');
  });
});
