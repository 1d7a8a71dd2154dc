import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findSession } from '@/lib/sessions/find-session';
import { activateConnection, rollBackConnection } from '@/lib/sso/activate-connection';
import { deactivateConnection } from '@/lib/sso/deactivate-connection';
import { deleteConnection } from '@/lib/sso/delete-connection';
import { updateIdpInitiated } from '@/lib/sso/update-idp-initiated';
import { updateRoles } from '@/lib/sso/update-roles';
import { connectionsOf } from '@/tests/support/connections';
import { writeConfirmation } from '@/tests/support/saml-signer';
import { createSso } from '@/tests/support/sso';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let sso: Awaited<ReturnType<typeof createSso>>;
let connections: ReturnType<typeof connectionsOf>;
const domain = 'acme.example';
const ada = { email: `ada@${domain}`, name: 'Ada Byron' };
beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  connections = connectionsOf(world);
});
beforeEach(async () => {
  await world.owner.query('DELETE FROM organization_domains');
  await world.owner.query(`UPDATE users SET email = 'was-' || id || '@elsewhere.example'`);
  acme = await world.tenant('Acme');
  sso = await createSso(world, acme, domain);
  await sso.memberAt(ada.email);
});
afterAll(() => world.close());

const admin = () => connections.admin(acme);
const isOpen = async (token: string) => (await findSession(world.deps, token, acme.slug)) !== null;

test('whoever came by a connection is out when an Admin deactivates it, and stays out when it is active again', async () => {
  const { connectionId } = sso;
  const { token } = await sso.enter(ada);
  expect(await connections.find(acme, connectionId)).toMatchObject({
    openSessions: 1,
    lastSignInAt: world.deps.clock.now(),
  });
  await deactivateConnection(world.deps, await admin(), { connectionId });
  expect(await isOpen(token)).toBe(false);
  await activateConnection(world.deps, await admin(), { connectionId, version: 1 });
  expect(await isOpen(token)).toBe(false);
  expect(await isOpen((await sso.enter(ada)).token)).toBe(true);
});

test('whoever came by a connection is out when an Admin deletes it', async () => {
  const { token } = await sso.enter(ada);
  await deleteConnection(world.deps, await admin(), { connectionId: sso.connectionId });
  expect(await isOpen(token)).toBe(false);
});

test('a certificate counts from when a version with it is active until one without it is', async () => {
  const { connectionId, idp } = sso;
  const next = await idp.makeKey();
  const comeWith = (key: typeof next) => sso.signIn(ada, {}, { key });
  const mapped = async (version: number) => {
    await world.owner.query(
      `UPDATE saml_connection_versions SET email_attribute = 'mail' WHERE connection_id = $1 AND version = $2`,
      [connectionId, version],
    );
  };
  await expect(comeWith(next)).rejects.toThrow('refused');
  await mapped(await connections.activate(acme, connectionId, idp.metadata([idp.key, next])));
  for (const key of [idp.key, next])
    expect(await comeWith(key)).toMatchObject({ status: 'entered' });
  await mapped(await connections.activate(acme, connectionId, idp.metadata([next])));
  await expect(comeWith(idp.key)).rejects.toThrow('refused');
  expect(await sso.lastRefusal()).toMatchObject({
    check: 'The signature does not match the certificates of the connection.',
  });
  await rollBackConnection(world.deps, await admin(), { connectionId, version: 2 });
  expect(await comeWith(idp.key)).toMatchObject({ status: 'entered' });
});

test('what an Admin says of roles, and of who may begin, counts at the next sign-in', async () => {
  const { connectionId } = sso;
  await updateRoles(world.deps, await admin(), {
    connectionId,
    defaultRole: 'read-only',
    groupsAttribute: 'groups',
    groupRoles: [{ group: 'finance', role: 'billing-manager' }],
  });
  await sso.enter({ ...ada, groups: ['staff', 'finance'] });
  expect(await sso.roleOf(ada.email)).toBe('billing-manager');

  const unasked = async () => {
    const { acsUrl, ...request } = (await sso.begin()).request;
    const until = new Date(world.deps.clock.now().getTime() + 300_000).toISOString();
    const confirmation = writeConfirmation({ Recipient: acsUrl, NotOnOrAfter: until });
    const response = await sso.answerTo({ ...request, acsUrl, id: '' }, ada, {
      response: { inResponseTo: '' },
      assertion: { confirmation },
    });
    return sso.post(response, '');
  };
  await expect(unasked()).rejects.toMatchObject({ code: 'not-found' });
  const allow = { connectionId, allowsIdpInitiated: true };
  await updateIdpInitiated(world.deps, await admin(), allow);
  expect(await unasked()).toMatchObject({ status: 'answered', purpose: 'idp-initiated' });
});
