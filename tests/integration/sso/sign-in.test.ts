import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inflateRawSync } from 'node:zlib';
import { authorizePerson } from '@/lib/authz/authorize';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { withOrg } from '@/lib/platform/db';
import { deleteMembership } from '@/lib/orgs/member-repository';
import { decideEntry } from '@/lib/policy/decide-entry';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { startSsoProof } from '@/lib/sso-sign-in/start-proof';
import { createInvitation } from '@/lib/invites/create-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import { findSession, type LiveSession } from '@/lib/sessions/find-session';
import { startSso } from '@/lib/sso-sign-in/start-sso';
import { testRequest } from '@/tests/support/deps';
import { createSso } from '@/tests/support/sso';
import { makeReady, requireSso } from '@/tests/support/sso-domains';
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
let acme: Tenant;
let sso: Awaited<ReturnType<typeof createSso>>;
const domain = 'acme.example';
beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  acme = await world.tenant('Acme');
  sso = await createSso(world, acme, domain);
});
beforeEach(async () => {
  await world.owner.query(
    `UPDATE users SET email = 'was-' || id || '@elsewhere.example' WHERE email LIKE '%@acme.example'`,
  );
  await sso.reset();
});
afterAll(() => world.close());

const ada = { email: `ada@${domain}`, name: 'Ada Byron' };
const invite = async (email: string, role: 'developer' | 'billing-manager' = 'developer') => {
  const who = acme.people.admin;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
  const grant = acme.grantFor(who, as, 'invitation.create');
  return createInvitation(world.deps, grant, createInvitationSchema.parse({ email, role }));
};
const forceAuthnIn = (address: string) => {
  const sent = Buffer.from(new URL(address).searchParams.get('SAMLRequest') ?? '', 'base64');
  return / ForceAuthn="([^"]*)"/.exec(inflateRawSync(sent).toString())?.[1];
};
const actions = async () => (await auditOf(world, acme.organizationId)).map(({ action }) => action);

describe('somebody with an address on a verified domain', () => {
  test('who is a member gets in, is linked by that, and is told', async () => {
    const member = await sso.memberAt(ada.email);
    const session = await sso.enter({ ...ada, nameId: 'n-1' });
    expect(session).toMatchObject({
      method: 'saml',
      user: { id: member.userId, name: member.name },
      boundTo: { organizationId: acme.organizationId },
      membership: { role: 'developer' },
    });
    const mails = await world.owner.query<{ template: string }>(
      `SELECT template FROM outbox_mails WHERE recipient = $1`,
      [ada.email],
    );
    expect(mails.rows.map(({ template }) => template)).toContain('identity-changed');
    expect(await actions()).toEqual(expect.arrayContaining(['member.signed-in']));
    const health = await world.owner.query(`SELECT last_sign_in_at FROM saml_connections`);
    expect(health.rows).toEqual([{ last_sign_in_at: world.deps.clock.now() }]);
    // To the account itself the browser is no more known than before.
    const known = await world.owner.query('SELECT 1 FROM known_devices WHERE user_id = $1', [
      member.userId,
    ]);
    expect(known.rowCount).toBe(0);
    // The second time by the NameID, whatever the address says.
    const again = await sso.enter({ email: `renamed@${domain}`, nameId: 'n-1' });
    expect(again.user.id).toBe(member.userId);
  });

  test('who is invited gets an account, and what the invitation says', async () => {
    await invite(ada.email, 'billing-manager');
    const session = await sso.enter(ada);
    expect(session).toMatchObject({
      user: { name: 'Ada Byron', email: ada.email, timeZone: 'Europe/Berlin' },
      membership: { role: 'billing-manager' },
    });
    expect(await actions()).toContain('invitation.accepted');
  });

  test('becomes a member by the first sign-in where the domain lets it, and else not', async () => {
    const refused = await sso.signIn(ada);
    expect(refused).toMatchObject({ status: 'refused', reason: 'not-member' });
    expect(await sso.lastRefusal()).toMatchObject({
      check: 'Nobody invited this address, and first sign-ins make no members of its domain.',
      received: ada.email,
    });
    await sso.provision();
    expect((await sso.enter(ada)).membership?.role).toBe('read-only');
    const joined = (await auditOf(world, acme.organizationId)).find(
      ({ action }) => action === 'member.joined',
    );
    expect(joined?.after).toMatchObject({ domain, by: 'Single sign-on (Okta)' });
  });

  test('who has an account, and is neither member nor invited, is not let into it', async () => {
    await sso.provision();
    const stranger = await world.person('Sam Stranger');
    await world.owner.query('UPDATE users SET email = $2 WHERE id = $1', [
      stranger.userId,
      ada.email,
    ]);
    expect(await sso.signIn(ada)).toMatchObject({ status: 'refused', reason: 'not-member' });
    expect(await sso.roleOf(ada.email)).toBeNull();
  });

  test('comes back after a removal by an invitation alone', async () => {
    await sso.provision();
    const { user } = await sso.enter(ada);
    await world.owner.query('DELETE FROM memberships WHERE user_id = $1', [user.id]);
    await world.owner.query('INSERT INTO removed_members VALUES ($1, $2, now())', [
      acme.organizationId,
      user.id,
    ]);
    expect(await sso.signIn(ada)).toMatchObject({ status: 'refused', reason: 'not-member' });
    await invite(ada.email);
    expect((await sso.enter(ada)).membership?.role).toBe('developer');
  });

  test('is one account, however many first sign-ins there are at once', async () => {
    await sso.provision();
    const ends = await Promise.all(Array.from({ length: 10 }, () => sso.signIn(ada)));
    expect(ends.every(({ status }) => status === 'entered')).toBe(true);
    const users = await world.owner.query('SELECT 1 FROM users WHERE email = $1', [ada.email]);
    expect(users.rowCount).toBe(1);
    expect((await actions()).filter((action) => action === 'member.joined')).toHaveLength(1);
  });

  test('is asked for the second factor, where there is one, and stays bound afterwards', async () => {
    const member = await sso.memberAt(ada.email);
    await world.owner.query(
      `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, now())`,
      [world.deps.ids.next(), member.userId],
    );
    expect(await sso.signIn(ada)).toMatchObject({
      status: 'entered',
      result: { status: 'second-factor-due' },
    });
    const challenge = await world.owner.query(
      `SELECT method, saml_connection_id FROM sign_in_challenges WHERE user_id = $1`,
      [member.userId],
    );
    expect(challenge.rows).toEqual([{ method: 'saml', saml_connection_id: sso.connectionId }]);
    await world.owner.query('DELETE FROM totp_factors');
  });

  test('leaves nothing where the log cannot be written', async () => {
    await sso.provision();
    await withoutAudit(world, () => expect(sso.signIn(ada)).rejects.toThrow());
    expect(await sso.roleOf(ada.email)).toBeNull();
    const sessions = await world.owner.query(`SELECT 1 FROM sessions WHERE method LIKE 'saml%'`);
    expect(sessions.rowCount).toBe(0);
  });
});

describe('an identity provider vouches', () => {
  test('for no address beyond the domains of its organization, whoever it is', async () => {
    await sso.provision();
    const beta = await world.tenant('Beta');
    for (const email of [
      beta.people.admin.email,
      'new@beta.example',
      acme.people.developer.email,
    ]) {
      const begun = await sso.begin();
      const end = await sso.post(
        await sso.answerTo(begun.request, { email }),
        begun.request.relayState,
      );
      if (end.status !== 'answered') throw new Error(end.status);
      expect(await sso.finish(end.ticket, begun)).toMatchObject({ reason: 'no-domain' });
    }
    await world.owner.query('UPDATE organization_domains SET verified_at = NULL');
    const lapsed = await refusalOf(sso.begin());
    expect(lapsed).toMatchObject({ code: 'invalid-input' });
  });

  test('within its own connection: the same NameID at another one is somebody else', async () => {
    const member = await sso.memberAt(ada.email);
    await sso.enter({ ...ada, nameId: 'n-1' });
    const beta = await world.tenant('Beta');
    const other = await createSso(world, beta, 'beta.example');
    await other.provision();
    const session = await other.enter({ email: 'eve@beta.example', nameId: 'n-1' });
    expect(session.user.id).not.toBe(member.userId);
  });

  test('for one NameID of a member: another one with the address is let in only once they are invited anew', async () => {
    await sso.provision();
    const { user } = await sso.enter({ ...ada, nameId: 'n-1' });
    const other = { ...ada, nameId: 'n-2' };
    expect(await sso.signIn(other)).toMatchObject({ reason: 'not-member' });
    const { organizationId } = acme;
    await withOrg(world.deps.db, organizationId, (tx) =>
      deleteMembership(tx, organizationId, user.id),
    );
    expect(await sso.signIn(other)).toMatchObject({ reason: 'not-member' });
    await invite(ada.email);
    expect((await sso.enter(other)).user.id).toBe(user.id);
  });

  test('while people sign in by the connection: what it opened ends with that', async () => {
    await sso.memberAt(ada.email);
    const { token } = await sso.enter(ada);
    const begun = await sso.begin();
    const response = await sso.answerTo(begun.request, ada);
    await sso.activate(null);
    expect(await findSession(world.deps, token, acme.slug)).toBeNull();
    expect(await codeOf(sso.post(response, begun.request.relayState))).toBe('not-found');
    expect(await codeOf(sso.begin())).toBe('invalid-input');
  });
});

describe('the groups of a person', () => {
  const rules = [
    { group: 'owners', role: 'admin' as const },
    { group: 'engineers', role: 'developer' as const },
  ];

  test('give the role at each sign-in, and the default where no rule names one', async () => {
    await sso.provision();
    await sso.rules('billing-manager', rules);
    const roles = [];
    for (const groups of [['engineers'], ['x', 'engineers', 'owners'], [], ['Engineers']]) {
      roles.push((await sso.enter({ ...ada, groups })).membership?.role);
    }
    expect(roles).toEqual(['developer', 'admin', 'billing-manager', 'billing-manager']);
    const changes = (await auditOf(world, acme.organizationId)).filter(
      ({ action }) => action === 'member.role-changed',
    );
    expect(changes.map(({ actor_id }) => actor_id)).toEqual([sso.connectionId, sso.connectionId]);
  });

  test('never take the role of the last Admin, also where two sign in at once', async () => {
    await sso.rules('read-only', rules);
    const admin = await sso.memberAt(`adele@${domain}`, 'admin');
    expect((await sso.enter({ email: admin.email, groups: [] })).membership?.role).toBe('admin');
    expect(await actions()).toContain('member.role-kept');
    const second = await sso.memberAt(`devon@${domain}`, 'developer');
    await sso.enter({ email: second.email, groups: ['owners'] });
    expect(await sso.roleOf(second.email)).toBe('admin');
    await Promise.all([
      sso.signIn({ email: admin.email, groups: [] }),
      sso.signIn({ email: second.email, groups: [] }),
    ]);
    const admins = await world.owner.query(
      `SELECT 1 FROM memberships WHERE organization_id = $1 AND role = 'admin'`,
      [acme.organizationId],
    );
    expect(admins.rowCount).toBe(1);
  });

  test('never take it of the last Admin with emergency access, while the domain requires single sign-on', async () => {
    await sso.rules('read-only', rules);
    const sql = (text: string, values: unknown[]) => world.owner.query(text, values);
    const admin = await sso.memberAt(`adele@${domain}`, 'admin');
    const second = await sso.memberAt(`devon@${domain}`, 'developer');
    for (const { userId } of [admin, second]) {
      await sql(`UPDATE memberships SET role = 'admin' WHERE user_id = $1`, [userId]);
    }
    await makeReady(sql, acme.organizationId, admin.userId);
    await requireSso(sql, domain);
    await sso.signIn({ email: admin.email, groups: [] });
    expect(await sso.roleOf(admin.email)).toBe('admin');
    await requireSso(sql, domain, false);
    await sso.signIn({ email: admin.email, groups: [] });
    expect(await sso.roleOf(admin.email)).toBe('read-only');
  });
});

describe('a session of single sign-on', () => {
  const principalOf = (session: LiveSession) => ({
    userId: session.user.id,
    userLabel: session.user.name,
    sessionId: session.sessionId,
    sessionMethod: session.method,
    boundTo: session.boundTo?.organizationId ?? null,
    request: testRequest(),
  });
  const act = 'sso.change' as const;

  test('opens its organization alone, and of the account nothing that is not named', async () => {
    const member = await sso.memberAt(ada.email);
    const session = await sso.enter(ada);
    const beta = await world.tenant('Beta');
    await world.owner.query(
      `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'admin', now(), now())`,
      [beta.organizationId, member.userId],
    );
    const principal = principalOf(session);
    expect(() => authorizePerson(principal)).toThrow(/opens its organization alone/);
    const bound = authorizePerson(principal, { evenIfBound: true });
    const listed = await listMyOrganizations(world.deps, bound);
    expect(listed.map(({ slug }) => slug)).toEqual([acme.slug]);
    const there = await findSession(world.deps, session.token, beta.slug);
    const { policy, memberSince, requiresSso, acceptsBreakGlass } = there!.membership!;
    const isBoundElsewhere = there!.boundTo?.organizationId !== beta.organizationId;
    const facts = {
      ...{ policy, memberSince, requiresSso, acceptsBreakGlass },
      ...{ isBoundElsewhere, hasSecondFactor: false },
    };
    const entry = decideEntry({ ...facts, session, address: null }, world.deps.clock.now());
    expect(entry).toEqual({ status: 'bound-elsewhere' });
  });

  const prove = async (
    session: LiveSession,
    { asked = session, making = {} }: { asked?: LiveSession; making?: object } = {},
  ) => {
    const grant = authorizePerson(principalOf(asked), { evenIfBound: true });
    const { url, handshakeToken } = await startSsoProof(world.deps, grant, {
      act,
      returnTo: '/orgs/acme/settings',
    });
    const { request, url: address } = await sso.ask(url);
    expect(forceAuthnIn(address)).toBe('true');
    const end = await sso.post(await sso.answerTo(request, ada, making), request.relayState);
    if (end.status !== 'answered') return end.status;
    const done = await sso.finish(end.ticket, { session, handshake: handshakeToken });
    return done.status;
  };
  const isProved = async (session: LiveSession) => {
    const asking = { sessionId: session.sessionId, userId: session.user.id };
    return (await requireFreshProofFirst(world.deps, asking, act).catch(() => 'no')) !== 'no';
  };

  test('is no fresh proof by itself; the identity provider can be asked for one, anew', async () => {
    await sso.memberAt(ada.email);
    const session = await sso.enter(ada);
    expect(await isProved(session)).toBe(false);
    world.deps.clock.moveBySeconds(300);
    const old = new Date(world.deps.clock.now().getTime() - 200_000).toISOString();
    const statement = `<saml:AuthnStatement AuthnInstant="${old}" SessionIndex="_s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`;
    expect(await prove(session, { making: { assertion: { statement } } })).toBe('refused');
    expect(await isProved(session)).toBe(false);
    expect(await prove(session)).toBe('proved');
    expect(await isProved(session)).toBe(true);
  });

  test('is proved by its own person alone, in the session that asked', async () => {
    await sso.memberAt(ada.email);
    const session = await sso.enter(ada);
    const other = await sso.enter(ada);
    expect(await prove(other, { asked: session })).toBe('refused');
    const bill = await sso.memberAt(`bill@${domain}`, 'billing-manager');
    const bills = await sso.enter({ email: bill.email });
    // Whoever is signed in at the identity provider is not who asked.
    expect(await prove(bills)).toBe('refused');
    expect(await isProved(session)).toBe(false);
    expect(await isProved(bills)).toBe(false);
  });
});

describe('a good answer', () => {
  const answered = async () => {
    await sso.memberAt(ada.email);
    const begun = await sso.begin(ada.email, '/orgs/somewhere');
    const end = await sso.post(await sso.answerTo(begun.request, ada), begun.request.relayState);
    if (end.status !== 'answered') throw new Error(end.status);
    return { ...end, handshake: begun.handshake };
  };

  test('opens in the browser that began, once, and leads where that wanted to go', async () => {
    const { ticket, handshake } = await answered();
    expect(await sso.finish(ticket, { handshake: 'another' })).toMatchObject({ reason: 'over' });
    expect(await sso.finish(ticket, {})).toMatchObject({ reason: 'over' });
    expect(await sso.finish(ticket, { handshake }, 'idp-initiated')).toMatchObject({
      reason: 'over',
    });
    const ends = await Promise.all(
      Array.from({ length: 20 }, () => sso.finish(ticket, { handshake })),
    );
    const entered = ends.filter(({ status }) => status === 'entered');
    expect(entered).toHaveLength(1);
    expect(entered[0]).toMatchObject({ returnTo: '/orgs/somewhere' });
  });

  test('is over after a minute, and nothing of the person is kept once it is used', async () => {
    const { ticket, handshake } = await answered();
    const kept = () =>
      world.owner.query(`SELECT person FROM saml_requests WHERE person IS NOT NULL`);
    expect((await kept()).rowCount).toBe(1);
    await sso.finish(ticket, { handshake });
    expect((await kept()).rowCount).toBe(0);
    const late = await answered();
    world.deps.clock.moveBySeconds(61);
    expect(await sso.finish(late.ticket, late)).toMatchObject({ reason: 'over' });
  });

  test('switches nobody silently to another account', async () => {
    await sso.memberAt(ada.email);
    const other = await sso.memberAt(`bill@${domain}`, 'billing-manager');
    const session = await sso.enter({ email: other.email });
    expect(await sso.signIn(ada, { session })).toMatchObject({ reason: 'other-account' });
  });

  test('that is wrong signs nobody in, and tells the Admins which check', async () => {
    await sso.memberAt(ada.email);
    const begun = await sso.begin();
    const response = await sso.answerTo(begun.request, ada, {
      response: { issuer: '<saml:Issuer>https://evil.test</saml:Issuer>' },
    });
    expect(await sso.post(response, begun.request.relayState)).toEqual({ status: 'refused' });
    expect(await sso.lastRefusal()).toMatchObject({
      check: 'The issuer is not the identity provider of the connection.',
      received: 'https://evil.test',
    });
  });
});

describe('an answer that nobody asked for', () => {
  const unasked = async (making = {}) => {
    await sso.memberAt(ada.email);
    const { request } = await sso.begin();
    const acs = { ...request, id: '' };
    return sso.answerTo(acs, ada, {
      response: { inResponseTo: '' },
      assertion: {
        confirmation: sso.unaskedConfirmation(request.acsUrl),
      },
      ...making,
    });
  };
  const allow = () => world.owner.query('UPDATE saml_connections SET allows_idp_initiated = true');

  test('is refused where no Admin lets identity providers begin, and the log says so', async () => {
    expect(await codeOf(sso.post(await unasked(), 'https://evil.test'))).toBe('not-found');
    expect(await sso.lastRefusal()).toMatchObject({
      check: expect.stringContaining('No request') as string,
    });
  });

  test('counts once where one does, after its person said yes, and leads to the organization', async () => {
    await allow();
    const response = await unasked();
    const end = await sso.post(response, '//evil.test');
    if (end.status !== 'answered') throw new Error(end.status);
    expect(end.purpose).toBe('idp-initiated');
    expect(await sso.finish(end.ticket, {})).toMatchObject({ reason: 'over' });
    expect(await sso.finish(end.ticket, {}, 'idp-initiated')).toMatchObject({
      status: 'entered',
      returnTo: `/orgs/${acme.slug}`,
    });
    expect(await sso.finish(end.ticket, {}, 'idp-initiated')).toMatchObject({ reason: 'over' });
    expect(await sso.post(response, '')).toEqual({ status: 'refused' });
    expect(await sso.lastRefusal()).toMatchObject({ check: 'The assertion was used before.' });
  });

  test('is none that answers a request: what was stolen on its way opens nothing', async () => {
    await allow();
    await sso.memberAt(ada.email);
    const begun = await sso.begin();
    const stolen = await sso.answerTo(begun.request, ada);
    expect(await sso.post(stolen, 'unknown')).toEqual({ status: 'refused' });
    expect(await sso.lastRefusal()).toMatchObject({
      check: 'The response does not answer the request that was sent.',
    });
  });

  test('fills no log, however often it comes', async () => {
    for (let count = 0; count < 30; count += 1) await codeOf(sso.post('nonsense', `r${count}`));
    const refused = (await actions()).filter((one) => one === 'sso-connection.sign-in-refused');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(20);
  });
});

describe('which identity provider somebody is sent to', () => {
  test('is said by the domain alone, whether or not there is an account', async () => {
    await sso.memberAt(ada.email);
    for (const email of [ada.email, `nobody@${domain}`]) {
      expect((await sso.begin(email)).request.issuer).toContain(sso.connectionId);
    }
    for (const email of [acme.people['read-only'].email, 'nobody@example.com', `a@sub.${domain}`]) {
      expect(await refusalOf(sso.begin(email))).toMatchObject({ code: 'invalid-input' });
    }
  });

  test('is asked where there are several', async () => {
    const second = await createSso(world, { ...acme, slug: `${acme.slug}-2` }, 'second.example');
    const input = { email: ada.email, timeZone: 'UTC' };
    const started = await startSso(world.deps, testRequest(), input);
    expect(started).toEqual({
      status: 'choose',
      ways: [
        { connectionId: sso.connectionId, name: 'Okta' },
        { connectionId: second.connectionId, name: 'Okta' },
      ],
    });
    const { connectionId } = second;
    const chosen = await startSso(world.deps, testRequest(), { ...input, connectionId });
    expect(chosen.status === 'leaving' && chosen.url).toContain(connectionId);
  });
});
