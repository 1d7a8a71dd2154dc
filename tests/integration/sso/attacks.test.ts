import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizePerson } from '@/lib/authz/authorize';
import { findSession, type LiveSession } from '@/lib/sessions/find-session';
import { listStepUpMethods, proveAgain } from '@/lib/sign-in/prove-again';
import { deactivateConnection } from '@/lib/sso/deactivate-connection';
import { takeResponse } from '@/lib/sso/take-response';
import { departuresOf } from '@/tests/support/departures';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import { testRequest } from '@/tests/support/deps';
import { createSso } from '@/tests/support/sso';
import { makeReady } from '@/tests/support/sso-domains';
import { auditOf, codeOf, createWorld, type Tenant, type World } from '@/tests/support/tenants';
import { waitForLocks } from '@/tests/support/turns';

let world: World;
let acme: Tenant;
let sso: Awaited<ReturnType<typeof createSso>>;
const domain = 'acme.example';
const ada = { email: `ada@${domain}`, name: 'Ada Byron' };
beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  acme = await world.tenant('Acme');
  sso = await createSso(world, acme, domain);
});
beforeEach(async () => {
  await sso.reset();
  await sso.memberAt(ada.email);
});
afterAll(() => world.close());

const boundGrantOf = (session: LiveSession) =>
  authorizePerson(
    {
      userId: session.user.id,
      userLabel: session.user.name,
      sessionId: session.sessionId,
      sessionMethod: session.method,
      boundTo: session.boundTo?.organizationId ?? null,
      request: testRequest(),
    },
    { evenIfBound: true },
  );

describe('whoever runs an identity provider', () => {
  test('does not try passwords of a member in sessions of theirs', async () => {
    const { deps } = world;
    const passwordHash = await deps.passwords.hash('a password of her own');
    const session = await sso.enter(ada);
    await world.owner.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
      session.user.id,
      passwordHash,
    ]);
    const grant = boundGrantOf(session);
    expect(await listStepUpMethods(deps, grant)).toEqual([]);
    for (const proof of ['a guess', 'a password of her own']) {
      const guess = proveAgain(deps, grant, { act: 'sso.change', method: 'password', proof });
      expect(await codeOf(guess)).toBe('conflict');
    }
    expect(await findSession(deps, session.token, acme.slug)).not.toBeNull();
  });
});

/** Holds what `hold` locks until `work` waits for it, so many statements of it. */
async function whileHeld(
  hold: string,
  work: (holder: pg.Client) => Promise<unknown>,
): Promise<unknown> {
  const holder = new pg.Client({ connectionString: world.database.ownerUrl });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(hold);
    return await work(holder);
  } finally {
    await holder.end();
  }
}
const waiting = (count: number) =>
  waitForLocks(async <T>(text: string) => (await world.owner.query(text)).rows as T[], count);
const answered = async () => {
  const begun = await sso.begin(ada.email);
  const response = await sso.answerTo(begun.request, ada);
  const end = await sso.post(response, begun.request.relayState);
  if (end.status !== 'answered') throw new Error(end.status);
  return { ticket: end.ticket, handshake: begun.handshake };
};
const openSessions = async () => {
  const { rows } = await world.owner.query<{ open: number }>(
    'SELECT count(*)::int AS open FROM sessions WHERE saml_connection_id = $1 AND revoked_at IS NULL',
    [sso.connectionId],
  );
  return rows[0]?.open;
};

describe('many sign-ins by an identity provider', () => {
  test('end neither sessions of the person that it did not open, nor sign-ins of theirs under way', async () => {
    const { deps, owner } = world;
    const { userId } = acme.people.developer;
    await sso.enter(ada);
    await owner.query(
      `INSERT INTO sessions (id, user_id, token_hash, method, created_at, authenticated_at, last_seen_at, expires_at)
       VALUES ($1, $2, sha256('own'), 'password', now(), now(), $3::timestamptz - interval '1 minute', $3::timestamptz + interval '1 day')`,
      [deps.ids.next(), userId, deps.clock.now()],
    );
    await owner.query(
      `INSERT INTO sessions (id, user_id, token_hash, method, saml_connection_id, created_at, authenticated_at, last_seen_at, expires_at)
       SELECT gen_random_uuid(), $1, sha256(n::text::bytea), 'saml', $2, now(), now(), $3, $3::timestamptz + interval '1 day' FROM generate_series(1, 60) n`,
      [userId, sso.connectionId, deps.clock.now()],
    );
    await sso.enter(ada);
    const own = `SELECT 1 FROM sessions WHERE token_hash = sha256('own') AND revoked_at IS NULL`;
    expect((await owner.query(own)).rowCount).toBe(1);
    expect(await openSessions()).toBe(50);

    await owner.query(
      `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, now())`,
      [deps.ids.next(), userId],
    );
    await owner.query(
      `INSERT INTO sign_in_challenges (id, user_id, token_hash, method, saml_connection_id, created_at, expires_at)
       SELECT gen_random_uuid(), $1, sha256(n::text::bytea), CASE n WHEN 1 THEN 'password' ELSE 'saml' END,
              CASE n WHEN 1 THEN NULL ELSE $2::uuid END, $3::timestamptz - interval '1 minute' / n, $3::timestamptz + interval '9 minutes'
         FROM generate_series(1, 110) n`,
      [userId, sso.connectionId, deps.clock.now()],
    );
    await sso.signIn(ada);
    const waitingBy = await owner.query(
      'SELECT method, count(*)::int AS count FROM sign_in_challenges GROUP BY 1 ORDER BY 1',
    );
    expect(waitingBy.rows).toEqual([
      { method: 'password', count: 1 },
      { method: 'saml', count: 100 },
    ]);
    await owner.query('DELETE FROM totp_factors');
    await owner.query('DELETE FROM sign_in_challenges');
    await owner.query(`DELETE FROM sessions WHERE user_id = $1`, [userId]);
  });
});

describe('whoever was removed', () => {
  test('is known by no NameID any more: invited again they come by another, and theirs is free', async () => {
    const departures = departuresOf(world, acme);
    const person = await departures.join('Grace Hopper', 'developer');
    const email = `grace@${domain}`;
    const grace = { ...person, email };
    await world.owner.query('UPDATE users SET email = $2 WHERE id = $1', [person.userId, email]);
    await sso.enter({ email, nameId: 'n-1' });
    await departures.remove(grace);
    for (const nameId of ['n-1', 'n-2']) {
      expect(await sso.signIn({ email, nameId })).toMatchObject({ reason: 'not-member' });
    }
    await departures.invite(acme.people.admin, email);
    expect((await sso.enter({ email, nameId: 'n-2' })).user.id).toBe(person.userId);
    const successor = `successor@${domain}`;
    await departures.invite(acme.people.admin, successor);
    const other = await sso.enter({ email: successor, nameId: 'n-1' });
    expect(other.user.id).not.toBe(person.userId);
  });
});

describe('a sign-in while an Admin deactivates the connection', () => {
  test('opens nothing where it comes second', async () => {
    await sso.enter(ada);
    const { ticket, handshake } = await answered();
    const hold = `SELECT 1 FROM organizations WHERE id = '${acme.organizationId}' FOR UPDATE`;
    await whileHeld(hold, async (holder) => {
      const end = sso.finish(ticket, { handshake });
      await waiting(1);
      await holder.query(
        `UPDATE sessions SET revoked_at = now() WHERE saml_connection_id = '${sso.connectionId}'`,
      );
      await holder.query(
        'UPDATE saml_connections SET active_version = NULL, active_entity_id = NULL, activated_at = NULL',
      );
      await holder.query('COMMIT');
      expect(await end).toMatchObject({ status: 'refused', reason: 'over' });
    });
    expect(await openSessions()).toBe(0);
  });

  test('is ended with the others where it comes first', async () => {
    await sso.enter(ada);
    const { ticket, handshake } = await answered();
    const grant = await sso.admin();
    await whileHeld('LOCK TABLE audit_events IN SHARE MODE', async (holder) => {
      const end = sso.finish(ticket, { handshake });
      await waiting(1);
      const { connectionId } = sso;
      const deactivated = deactivateConnection(world.deps, grant, { connectionId });
      await waiting(2);
      await holder.query('COMMIT');
      expect(await end).toMatchObject({ status: 'entered' });
      expect(await deactivated).toEqual({ sessionsEnded: 2 });
    });
    expect(await openSessions()).toBe(0);
  });
});

describe('whoever posts nonsense', () => {
  const from = (ip: string, relayState: string) =>
    takeResponse(world.deps, testRequest({ ip }), {
      ...{ connectionId: sso.connectionId, samlResponse: 'nonsense', relayState },
    });
  const refusals = async () =>
    (await auditOf(world, acme.organizationId)).filter(
      ({ action }) => action === 'sso-connection.sign-in-refused',
    ).length;

  test('fills no log, also where identity providers may begin', async () => {
    await world.owner.query('UPDATE saml_connections SET allows_idp_initiated = true');
    for (let count = 0; count < 105; count += 1) await from('192.0.2.1', '');
    expect(await refusals()).toBe(100);
    await from('192.0.2.2', '');
    expect(await refusals()).toBe(101);
  });

  test('fills no log by answers to requests of their own', async () => {
    for (let count = 0; count < 105; count += 1) {
      const { request } = await sso.begin();
      await from('192.0.2.3', request.relayState);
    }
    expect(await refusals()).toBe(100);
  });

  test('keeps nobody out who comes from elsewhere', async () => {
    for (let count = 0; count < 620; count += 1) await codeOf(from('192.0.2.4', `r${count}`));
    expect(await codeOf(from('192.0.2.4', 'r'))).toBe('rate-limited');
    expect((await sso.enter(ada)).membership).not.toBeNull();
  });
});

describe('another organization', () => {
  test('neither sees nor changes who signs in here, by what, and what its Admins have printed', async () => {
    const { deps, owner } = world;
    const { token } = await sso.enter(ada);
    await makeReady(
      (text, values) => owner.query(text, values),
      acme.organizationId,
      acme.people.admin.userId,
    );
    const beta = await world.tenant('Beta');
    const inside = <T>(work: (tx: OrgTx) => Promise<T>) =>
      withOrg(deps.db, beta.organizationId, work);
    for (const table of ['saml_identities', 'saml_connections', 'saml_connection_versions']) {
      const rows = await inside((tx) => tx.$queryRawUnsafe(`SELECT organization_id FROM ${table}`));
      expect(rows, table).toEqual([]);
    }
    const codes = 'SELECT user_id, made_at FROM gatehouse_emergency_admins()';
    const seen = await inside((tx) => tx.$queryRawUnsafe<{ user_id: string }[]>(codes));
    expect(seen.map(({ user_id }) => user_id)).toEqual([beta.people.admin.userId]);
    const changes = [
      'DELETE FROM saml_identities',
      'DELETE FROM break_glass_codes',
      'UPDATE break_glass_codes SET used_at = NULL',
      `UPDATE saml_connections SET allows_idp_initiated = true, default_role = 'developer'`,
      'UPDATE organization_domains SET requires_sso = false',
    ];
    for (const change of changes) {
      expect(await inside((tx) => tx.$executeRawUnsafe(change)), change).toBe(0);
    }
    const planted = inside(
      (tx) => tx.$executeRaw`
        INSERT INTO break_glass_codes (organization_id, user_id, code_hash, created_at)
        VALUES (${acme.organizationId}::uuid, ${acme.people.developer.userId}::uuid, sha256('mine'), now())`,
    );
    await expect(planted).rejects.toThrow(/row-level security/);
    const ended = await inside(
      (tx) => tx.$queryRaw`
        SELECT gatehouse_end_sessions_of_connection(${sso.connectionId}::uuid, now()) AS ended,
               gatehouse_sessions_of_connection(${sso.connectionId}::uuid, now(), now() - interval '1 day') AS open`,
    );
    expect(ended).toEqual([{ ended: 0, open: 0 }]);
    expect((await findSession(deps, token, acme.slug))?.membership?.role).toBe('developer');
  });
});
