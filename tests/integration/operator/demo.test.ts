import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyStates, environments, stateOf, type KeyStatus } from '@/lib/api-keys/model';
import { authorizeOperator, authorizePerson } from '@/lib/authz/authorize';
import { roleNames } from '@/lib/authz/permissions';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { createDemo } from '@/operator/demo';
import { seedCatalogue } from '@/prisma/seed.mjs';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { testRequest } from '@/tests/support/deps';
import { createTestHouse, noCookies, type TestHouse } from '@/tests/support/people';
import { refusalOf } from '@/tests/support/tenants';
import { root, runCommand } from './terminal';

let house: TestHouse;
let printed: string[];

beforeAll(async () => {
  house = await createTestHouse();
  await withClient(house.database.ownerUrl, (client) => seedCatalogue(client, root));
  printed = await runCommand(house, ['demo']);
}, 180_000);
afterAll(() => house.close());

const slug = 'northwind-robotics';
const inside = `organization_id = (SELECT id FROM organizations WHERE slug = '${slug}')`;

const count = async (from: string) => {
  const rows = await house.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return rows[0]?.n;
};

const passwordIn = (lines: string[]) =>
  lines.map((line) => /Password of all: (\S+)/.exec(line)?.[1]).find(Boolean) ?? '';

test('it is one organization of twenty in five teams with thirty keys, and a second to switch to', async () => {
  expect(await count(`memberships WHERE ${inside}`)).toBe(20);
  expect(await count(`teams WHERE ${inside}`)).toBe(5);
  expect(await count(`api_keys WHERE ${inside}`)).toBe(30);
  expect(await count('organizations')).toBe(2);
  const names = await house.sql<{ name: string }>('SELECT DISTINCT name FROM users');
  expect(names).toHaveLength(20);
});

test('there are keys of every environment and in every state', async () => {
  const keys = await house.sql<{ environment: string; status: KeyStatus; expires_at: Date | null }>(
    `SELECT environment, status, expires_at FROM api_keys WHERE ${inside}`,
  );
  const now = house.deps.clock.now();
  const states = keys.map(({ status, expires_at: expiresAt }) =>
    stateOf({ status, expiresAt }, now),
  );
  expect(new Set(states)).toEqual(new Set(keyStates));
  expect(new Set(keys.map(({ environment }) => environment))).toEqual(new Set(environments));
});

test('the Admin it prints finds both organizations', async () => {
  const [founder] = await house.sql<{ id: string }>(
    "SELECT id FROM users WHERE email = 'mara.lindqvist@northwind.example'",
  );
  const grant = authorizePerson({
    userId: founder?.id ?? '',
    userLabel: 'Mara',
    sessionId: null,
    sessionMethod: null,
    request: testRequest(),
  });
  const mine = await listMyOrganizations(house.deps, grant);
  expect(mine.map(({ name }) => name).sort()).toEqual(['Lindqvist Labs', 'Northwind Robotics']);
});

test('its log reaches back ninety days, has something in every week, and nothing that is still to come', async () => {
  const day = 24 * 60 * 60 * 1000;
  const now = house.deps.clock.now().getTime();
  const events = await house.sql<{ at: Date }>(
    `SELECT occurred_at AS at FROM audit_events WHERE ${inside}`,
  );
  const ages = events.map(({ at }) => (now - at.getTime()) / day);
  expect(Math.max(...ages)).toBeGreaterThanOrEqual(89);
  expect(Math.max(...ages)).toBeLessThan(93);
  expect(Math.min(...ages)).toBeGreaterThan(0);
  for (let week = 0; week < 13; week += 1) {
    const inWeek = ages.filter((age) => age >= week * 7 && age < (week + 1) * 7);
    expect(inWeek.length, `events ${week} weeks ago`).toBeGreaterThanOrEqual(3);
  }
});

test('people act in office hours, and never on a weekend', async () => {
  const outside = await house.sql(
    // They look in at any hour up to the present; what they change is of office hours.
    `SELECT action, occurred_at FROM audit_events WHERE ${inside} AND action <> 'member.signed-in'
        AND (extract(isodow FROM occurred_at AT TIME ZONE 'UTC') > 5
          OR extract(hour FROM occurred_at AT TIME ZONE 'UTC') NOT BETWEEN 7 AND 15)`,
  );
  expect(outside).toEqual([]);
});

test('people were refused what their role lacks, and keys what they are limited to', async () => {
  expect(await count(`audit_events WHERE ${inside} AND action = 'access.denied'`)).toBeGreaterThan(
    2,
  );
  const refusals = await house.sql<{ reason: string }>(
    `SELECT DISTINCT reason FROM api_key_refusals
      WHERE ${inside} AND occurred_at > $1::timestamptz - interval '7 days' ORDER BY reason`,
    [house.deps.clock.now()],
  );
  expect(refusals.map(({ reason }) => reason)).toEqual([
    'disabled',
    'expired',
    'ip-outside-ranges',
    'model-outside-list',
    'revoked',
    'service-outside-list',
    'suspended',
  ]);
});

/** Rows of `table` for which the log knows no such act, or several where there can be only one. */
const without = (action: string, table: string, target: string) =>
  house.sql(
    `SELECT t.* FROM ${table} t WHERE (SELECT count(*) FROM audit_events e
        WHERE e.action = '${action}' AND e.target_id = t.${target}::text) <> 1`,
  );

test('nothing went round a use case: every row has the event of its making', async () => {
  expect(await without('user.created', 'users', 'id')).toEqual([]);
  expect(await without('api-key.created', 'api_keys', 'id')).toEqual([]);
  expect(await without('organization.created', 'organizations', 'id')).toEqual([]);
  const teams = "(SELECT * FROM teams WHERE name <> 'Default')";
  expect(await without('team.created', teams, 'id')).toEqual([]);
  const joined = `(SELECT * FROM memberships WHERE ${inside} AND user_id <>
    (SELECT id FROM users WHERE email = 'mara.lindqvist@northwind.example'))`;
  expect(await without('member.added', joined, 'user_id')).toEqual([]);
  for (const status of ['revoked', 'suspended']) {
    const keys = `(SELECT * FROM api_keys WHERE status = '${status}')`;
    expect(await count(keys + ' k')).toBeGreaterThan(0);
    expect(await without(`api-key.${status}`, keys, 'id')).toEqual([]);
  }
});

test('what the log says last of a role or a switch is how it is', async () => {
  const roles = await house.sql(
    `SELECT m.user_id FROM memberships m, LATERAL (SELECT after->>'role' AS role FROM audit_events e
        WHERE e.action IN ('member.added', 'member.role-changed') AND e.target_id = m.user_id::text
        ORDER BY occurred_at DESC LIMIT 1) last WHERE last.role <> m.role AND m.${inside}`,
  );
  expect(roles).toEqual([]);
  const switches = await house.sql(
    `SELECT k.name FROM api_keys k, LATERAL (SELECT action FROM audit_events e
        WHERE e.action IN ('api-key.disabled', 'api-key.enabled') AND e.target_id = k.id::text
        ORDER BY occurred_at DESC LIMIT 1) last
      WHERE (k.status = 'disabled') <> (last.action = 'api-key.disabled') AND k.${inside}`,
  );
  expect(switches).toEqual([]);
});

// After those that look at the log: what is signed in here stands in it too.
test('with the password that it prints, somebody of every role signs in and finds their role', async () => {
  expect(printed[0]).toContain(`http://localhost:3000/orgs/${slug}`);
  const password = passwordIn(printed);
  for (const [role, name] of Object.entries(roleNames)) {
    const line = printed.find((each) => each.trim().startsWith(`${name} `)) ?? '';
    const email = line.trim().split(/\s+/).at(-1) ?? '';
    const { sessionToken } = requireSignedIn(
      await signInWithPassword(house.deps, testRequest(), { email, password }, noCookies),
    );
    const session = await findSession(house.deps, sessionToken, slug);
    expect(session?.membership?.role, name).toBe(role);
  }
});

test('the password is in no row and no log', async () => {
  const password = passwordIn(printed);
  expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  const events = await house.sql('SELECT * FROM audit_events');
  expect(JSON.stringify(events)).not.toContain(password);
  expect(house.deps.logged()).not.toContain(password);
});

test('a second run says that it is here already, and changes nothing', async () => {
  const before = await count('audit_events');
  const refusal = await refusalOf(runCommand(house, ['demo']));
  expect(refusal.code).toBe('conflict');
  expect(refusal.publicMessage).toBe(
    'The demo is here already: mara.lindqvist@northwind.example has an account.',
  );
  expect(await count('audit_events')).toBe(before);
});

test('where others can reach the console, it asks for --force', async () => {
  const config = { ...house.deps.config, appUrl: 'https://console.example.com' };
  const refusal = await refusalOf(
    createDemo({ ...house.deps, config }, authorizeOperator('demo', 'request'), {
      systemUrl: house.database.systemUrl,
      force: false,
    }),
  );
  expect(refusal.publicMessage).toContain('https://console.example.com');
  expect(refusal.publicMessage).toContain('--force');
});
