import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mapAttributes, setIdentityProvider } from '@/lib/sso/add-version';
import { askIdentityProvider } from '@/lib/sso/ask-identity-provider';
import { createConnection } from '@/lib/sso/create-connection';
import { getConnection } from '@/lib/sso/list-connections';
import { startTest } from '@/lib/sso/start-test';
import { takeResponse } from '@/lib/sso/take-response';
import { testRequest } from '@/tests/support/deps';
import { createIdentityProvider, readRedirect } from '@/tests/support/identity-provider';
import { writeAttribute } from '@/tests/support/saml-signer';
import {
  auditOf,
  codeOf,
  createWorld,
  withoutAudit,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let idp: Awaited<ReturnType<typeof createIdentityProvider>>;
let connectionId: string;
beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  acme = await world.tenant('Acme');
  idp = await createIdentityProvider('https://idp.test/metadata', world.deps.clock.now());
});
beforeEach(async () => {
  await world.owner.query('DELETE FROM saml_connections');
  ({ connectionId } = await createConnection(world.deps, await admin(), { name: 'Okta' }));
  await setIdentityProvider(world.deps, await admin(), { connectionId, metadata: idp.metadata() });
});
afterAll(() => world.close());

async function admin() {
  const who = acme.people.admin;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
  return acme.grantFor(who, as, 'sso.update');
}

/** As far as the identity provider, with what it is asked. */
async function begin() {
  const { url } = await startTest(world.deps, await admin(), { connectionId });
  const relayState = new URL(url).searchParams.get('request') ?? '';
  const asked = await askIdentityProvider(world.deps, { connectionId, requestId: relayState });
  if (asked.binding !== 'redirect') throw new Error('asked by POST');
  return { relayState, request: readRedirect(asked.url) };
}
const answerTo = (request: ReturnType<typeof readRedirect>, making = {}) =>
  idp.answer(request, world.deps.clock.now(), making);
const take = (relayState: string, samlResponse: string, id = connectionId) =>
  takeResponse(world.deps, testRequest(), { connectionId: id, relayState, samlResponse });
const latest = async () =>
  (await getConnection(world.deps, await admin(), { connectionId })).versions[0];
const lastEvent = async () =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) => /test/.test(action)).at(-1);

describe('a good response', () => {
  test('passes the test, is shown as it is mapped, and stands in the log', async () => {
    await mapAttributes(world.deps, await admin(), {
      connectionId,
      emailAttribute: 'mail',
      nameAttribute: 'displayName',
    });
    const { relayState, request } = await begin();
    expect(request.relayState).toBe(relayState);
    const attributes =
      writeAttribute('mail', 'Ada@Example.test') +
      writeAttribute('displayName', 'Ada Byron') +
      writeAttribute('groups', 'staff', 'engineers');
    const end = await take(relayState, await answerTo(request, { assertion: { attributes } }));
    expect(end.status === 'tested' && end.returnTo).toMatch(
      new RegExp(`^/orgs/acme[^/]*/settings/sso/${connectionId}#test$`),
    );
    expect(await latest()).toMatchObject({
      testedAt: world.deps.clock.now(),
      lastTest: {
        outcome: 'passed',
        assertion: {
          nameId: 'ada@example.test',
          email: 'ada@example.test',
          name: 'Ada Byron',
          attributes: expect.arrayContaining([
            { name: 'groups', values: ['staff', 'engineers'] },
          ]) as unknown,
        },
      },
    });
    expect(await lastEvent()).toMatchObject({
      action: 'sso-connection.tested',
      actor_id: acme.people.admin.userId,
      target_label: 'Okta',
      after: { version: 2 },
    });
  });

  test('counts once, also where it comes twenty times at once', async () => {
    const { relayState, request } = await begin();
    const response = await answerTo(request);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => take(relayState, response)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(take(relayState, response))).toBe('not-found');
  });

  test('without an address where one is looked for fails the test, and says where', async () => {
    await mapAttributes(world.deps, await admin(), {
      connectionId,
      emailAttribute: 'upn',
      nameAttribute: undefined,
    });
    const { relayState, request } = await begin();
    await take(relayState, await answerTo(request));
    expect(await latest()).toMatchObject({
      testedAt: null,
      lastTest: {
        outcome: 'failed',
        expected: 'upn',
        received: 'email, groups',
        assertion: { nameId: 'ada@example.test', email: null },
      },
    });
  });

  test('of a provider whose certificate was rolled passes only once the new one is known', async () => {
    const next = await idp.makeKey();
    const first = await begin();
    await take(first.relayState, await answerTo(first.request, { key: next }));
    expect((await latest())?.lastTest).toMatchObject({ outcome: 'failed' });
    const both = idp.metadata([idp.key, next]);
    await setIdentityProvider(world.deps, await admin(), { connectionId, metadata: both });
    for (const key of [idp.key, next]) {
      const { relayState, request } = await begin();
      await take(relayState, await answerTo(request, { key, assertion: { id: `_${relayState}` } }));
      expect((await latest())?.lastTest).toMatchObject({ outcome: 'passed' });
    }
  });
});

describe('a response that is wrong', () => {
  test.each([
    ['for somebody else', { response: { destination: ' Destination="https://evil.test/acs"' } }],
    ['of another issuer', { response: { issuer: '<saml:Issuer>https://evil.test</saml:Issuer>' } }],
    ['to no request', { response: { inResponseTo: '' } }],
    ['unsigned', { signed: 'nothing' }],
  ])('%s fails the test, and the log names the check', async (_, making) => {
    const { relayState, request } = await begin();
    await take(relayState, await answerTo(request, making));
    const version = await latest();
    expect(version?.testedAt).toBeNull();
    const result = version?.lastTest;
    if (result?.outcome !== 'failed') throw new Error('the test passed');
    expect(result.check).not.toBe('');
    expect(await lastEvent()).toMatchObject({
      action: 'sso-connection.test-failed',
      after: { check: result.check },
    });
  });

  test('uses its request up all the same', async () => {
    const { relayState, request } = await begin();
    await take(relayState, 'nonsense');
    expect(await codeOf(take(relayState, await answerTo(request)))).toBe('not-found');
  });

  test('was accepted before: an assertion that comes with another request is a replay', async () => {
    const first = await begin();
    const assertion = { id: '_the-same' };
    await take(first.relayState, await answerTo(first.request, { assertion }));
    const second = await begin();
    await take(second.relayState, await answerTo(second.request, { assertion }));
    expect((await latest())?.lastTest).toMatchObject({
      outcome: 'failed',
      check: 'The assertion was used before.',
    });
  });
});

describe('a way', () => {
  test('that was never begun, is over, or belongs to another connection, is none', async () => {
    expect(await codeOf(take('unknown', ''))).toBe('not-found');
    const { relayState, request } = await begin();
    const other = await createConnection(world.deps, await admin(), { name: 'Other' });
    const response = await answerTo(request);
    expect(await codeOf(take(relayState, response, other.connectionId))).toBe('not-found');
    world.deps.clock.moveBySeconds(10 * 60 + 1);
    expect(await codeOf(take(relayState, response))).toBe('not-found');
    expect(
      await codeOf(askIdentityProvider(world.deps, { connectionId, requestId: relayState })),
    ).toBe('not-found');
  });

  test('cannot be begun before the identity provider is known', async () => {
    const { connectionId: draft } = await createConnection(world.deps, await admin(), {
      name: 'Draft',
    });
    expect(await codeOf(startTest(world.deps, await admin(), { connectionId: draft }))).toBe(
      'conflict',
    );
  });

  test('whose outcome cannot be logged leaves none', async () => {
    const { relayState, request } = await begin();
    const response = await answerTo(request);
    await withoutAudit(world, () => expect(take(relayState, response)).rejects.toThrow());
    expect((await latest())?.testedAt).toBeNull();
  });

  test('ends with its connection', async () => {
    const { relayState } = await begin();
    await world.owner.query('DELETE FROM saml_connections WHERE id = $1', [connectionId]);
    expect(await codeOf(take(relayState, ''))).toBe('not-found');
  });
});
