import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '@/lib/platform/crypto';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem, asSystemInSql, createDb, type Db } from '@/lib/platform/db';
import { samlTasks } from '@/lib/sso/saml/jobs';
import {
  consumeAssertion,
  consumeRequest,
  insertRequest,
  type SavedRequest,
} from '@/lib/sso/saml/protocol-repository';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let tenant: Tenant;
/** Two processes know nothing of each other but the database. */
let processes: [Db, Db];

beforeAll(async () => {
  world = await createWorld();
  tenant = await world.tenant();
  const { appUrl, systemUrl } = world.database;
  processes = [world.deps.db, createDb({ appUrl, systemUrl })];
});

afterAll(async () => {
  await processes[1].close();
  await world.close();
});

const crossing = 'find-session';
const newId = () => `_${randomBytes(16).toString('hex')}`;

async function send(connectionId: string, changes: Partial<SavedRequest> = {}): Promise<string> {
  const requestId = newId();
  const now = world.deps.clock.now();
  await asSystem(world.deps.db, crossing, (tx) =>
    insertRequest(tx, requestId, {
      ...{ connectionId, version: 1 },
      organizationId: tenant.organizationId,
      purpose: 'sign-in',
      browserHash: sha256('a browser'),
      userId: null,
      sessionId: null,
      act: null,
      forceAuthn: false,
      returnTo: '/orgs/acme',
      timeZone: 'Europe/Berlin',
      createdAt: now,
      expiresAt: addSeconds(now, 600),
      ...changes,
    }),
  );
  return requestId;
}

const answer = (db: Db, connectionId: string, requestId: string, afterSeconds = 0) =>
  asSystemInSql(db, crossing, (sql) =>
    consumeRequest(sql, {
      connectionId,
      requestId,
      now: addSeconds(world.deps.clock.now(), afterSeconds),
    }),
  );

const use = (db: Db, connectionId: string, id: string, lifeSeconds = 360) => {
  const now = world.deps.clock.now();
  return asSystemInSql(db, crossing, (sql) =>
    consumeAssertion(sql, {
      connectionId,
      assertion: { id, notOnOrAfter: addSeconds(now, lifeSeconds) },
      now,
    }),
  );
};

test('a request is answered once, and gives back what was decided when it was sent', async () => {
  const connection = randomUUID();
  const requestId = await send(connection);
  const saved = await answer(world.deps.db, connection, requestId);
  expect(saved).toMatchObject({
    connectionId: connection,
    organizationId: tenant.organizationId,
    purpose: 'sign-in',
    forceAuthn: false,
    returnTo: '/orgs/acme',
    timeZone: 'Europe/Berlin',
    createdAt: world.deps.clock.now(),
  });
  expect(Buffer.from(saved!.browserHash!)).toEqual(Buffer.from(sha256('a browser')));
  expect(await answer(world.deps.db, connection, requestId)).toBeNull();
});

test('a request is answered by its own connection, before its end, and by its very ID', async () => {
  const connection = randomUUID();
  const requestId = await send(connection);
  expect(await answer(world.deps.db, randomUUID(), requestId)).toBeNull();
  expect(await answer(world.deps.db, connection, `${requestId}0`)).toBeNull();
  expect(await answer(world.deps.db, connection, requestId, 600)).toBeNull();
  expect(await answer(world.deps.db, connection, requestId, 599)).not.toBeNull();
});

test('of 40 answers at once in two processes one gets the request', async () => {
  const connection = randomUUID();
  const requestId = await send(connection);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => answer(processes[index % 2]!, connection, requestId)),
  );
  expect(answers.filter((saved) => saved !== null)).toHaveLength(1);
});

test('of 40 uses of an assertion at once in two processes one counts', async () => {
  const connection = randomUUID();
  const id = newId();
  const uses = await Promise.all(
    Array.from({ length: 40 }, (_, index) => use(processes[index % 2]!, connection, id)),
  );
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(await use(world.deps.db, connection, id)).toBe(false);
});

test('the assertions of two connections do not meet, and one that has ended is not believed', async () => {
  const id = newId();
  expect(await use(world.deps.db, randomUUID(), id)).toBe(true);
  expect(await use(world.deps.db, randomUUID(), id)).toBe(true);
  expect(await use(world.deps.db, randomUUID(), id, 0)).toBe(false);
});

test('what is rolled back was not used: a fault afterwards costs nobody the sign-in', async () => {
  const connection = randomUUID();
  const id = newId();
  const now = world.deps.clock.now();
  const assertion = { id, notOnOrAfter: addSeconds(now, 60) };
  await expect(
    asSystem(world.deps.db, crossing, async (tx) => {
      expect(await consumeAssertion(tx, { connectionId: connection, assertion, now })).toBe(true);
      throw new Error('a fault');
    }),
  ).rejects.toThrow('a fault');
  expect(await use(world.deps.db, connection, id)).toBe(true);
});

test('a request is for somebody or for a sign-in, never both', async () => {
  const test = { purpose: 'test', browserHash: null } as const;
  await expect(send(randomUUID(), test)).rejects.toThrow(/person_check/);
  await expect(send(randomUUID(), { browserHash: null })).rejects.toThrow(/browser_check/);
  await expect(send(randomUUID(), { purpose: 'else' as 'test' })).rejects.toThrow(/check/);
});

test('the job deletes what ended an hour ago, and nothing that could still be used', async () => {
  const connection = randomUUID();
  const requestId = await send(connection);
  const used = newId();
  await use(world.deps.db, connection, used, 600);
  const count = async () => {
    const { rows } = await world.owner.query<{ table: string }>(
      `SELECT 'request' AS table FROM saml_requests WHERE connection_id = $1
       UNION ALL SELECT 'assertion' FROM saml_assertions_seen WHERE connection_id = $1`,
      [connection],
    );
    return rows.length;
  };
  const prune = samlTasks(world.deps)['prune-saml'];
  world.deps.clock.moveBySeconds(600 + 3_600);
  await prune();
  expect(await count()).toBe(2);
  world.deps.clock.moveBySeconds(1);
  await prune();
  expect(await count()).toBe(0);
  expect(await answer(world.deps.db, connection, requestId)).toBeNull();
});

test('no ID stands in the database, and the role of tenants reads neither table', async () => {
  const connection = randomUUID();
  const requestId = await send(connection);
  const { rows } = await world.owner.query<{ row: string }>(
    'SELECT r::text AS row FROM saml_requests r WHERE connection_id = $1',
    [connection],
  );
  expect(rows[0]!.row).not.toContain(requestId.slice(1));
  await expect(world.deps.db.app.samlRequest.count()).rejects.toThrow(/permission denied/);
  await expect(world.deps.db.app.samlAssertionSeen.count()).rejects.toThrow(/permission denied/);
});
