import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { startDatabaseProxy, type DatabaseProxy } from '@/tests/support/database-proxy';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import {
  connectAsOwner,
  eventually,
  insertKey,
  insertOrganization,
  revokeKey,
  type SeededKey,
} from '@/tests/support/keys';

let database: TestDatabase;
let line: DatabaseProxy;
let owner: pg.Client;
let plane: RunningDataPlane;
let key: SeededKey;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  key = await insertKey(owner, await insertOrganization(owner));
  line = await startDatabaseProxy(database.systemUrl);
  plane = await startDataPlane({
    appUrl: line.through(database.appUrl),
    systemUrl: line.through(database.systemUrl),
  });
});

afterEach(async () => {
  await plane.close();
  await line.close();
  await owner.end();
  await database.drop();
});

async function verify(call: Record<string, unknown> = {}): Promise<Response> {
  return fetch(`${plane.url}/v1/keys/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key: key.secret, ...call }),
  });
}
const decide = async (call = {}) => (await (await verify(call)).json()) as Record<string, unknown>;
const becomes = (status: number) => eventually(async () => (await verify()).status === status);
/** With the snapshot in memory: twice, since the first answer may be older than the ear for changes. */
const fill = async () => {
  await eventually(async () => {
    await verify();
    const metrics = await (await fetch(`${plane.url}/metrics`)).text();
    return /^gatehouse_snapshots 1$/m.test(metrics);
  });
};

/** A change that no notification tells of, which only a fresh look at the database finds. */
async function revokeSilently(): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await revokeKey(owner, key.keyId);
  await owner.query('SET session_replication_role = origin');
}

async function killListener(): Promise<void> {
  const { rowCount } = await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'gatehouse verify (listens)'`,
  );
  expect(rowCount).toBe(1);
}

describe('a data plane that lost the connection which hears of changes', () => {
  it('believes nothing that it remembers, and asks the database anew', async () => {
    await fill();
    await revokeSilently();
    expect(await decide()).toMatchObject({ valid: true });
    await killListener();
    await eventually(async () => (await decide()).valid === false, 1_000);
  });

  it('hears of changes again once the connection is back', async () => {
    await fill();
    await killListener();
    await eventually(() => Promise.resolve(plane.logged().includes('arrive again')));
    await fill();
    await revokeKey(owner, key.keyId);
    await eventually(async () => (await decide()).valid === false, 1_000);
  });

  it('notices a connection whose other end fell silent', async () => {
    await fill();
    expect(await decide()).toMatchObject({ valid: true });
    await line.freeze();
    await revokeKey(owner, key.keyId);
    const revokedAt = Date.now();
    const late = await eventually(async () => {
      const askedAt = Date.now();
      const response = await verify();
      return askedAt - revokedAt >= 1_000 && response;
    });
    expect(late.status).toBe(503);
  });
});

describe('a data plane behind a pooler that swallows what the database announces', () => {
  it('believes nothing from its start, and asks the database each time', async () => {
    await fill();
    line.muffle();
    await killListener();
    await eventually(() => Promise.resolve(plane.logged().includes('nothing is believed')));
    await becomes(200);
    await revokeKey(owner, key.keyId);
    expect(await decide()).toMatchObject({ valid: false, code: 'invalid-key' });
  });

  it('finds out within ten seconds', async () => {
    await fill();
    line.muffle();
    await revokeKey(owner, key.keyId);
    expect(await decide()).toMatchObject({ valid: true });
    await eventually(async () => (await decide()).valid === false, 12_000);
  });
});

describe('a data plane without its database', () => {
  it.each([
    ['is gone', () => line.cut()],
    ['says nothing', () => line.freeze()],
  ])('that %s refuses by 503, and serves again by itself', async (_what, lose) => {
    await fill();
    await lose();
    await becomes(503);
    const response = await verify();
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(text).not.toMatch(/ECONN|ENOENT|postgres|gatehouse_system|timeout/i);

    await line.mend();
    await becomes(200);
    expect(await decide()).toMatchObject({ valid: true });
  });

  it('still tells apart what needs no database', async () => {
    await line.cut();
    await becomes(503);
    const headers = { authorization: 'Bearer wrong' };
    const refused = await fetch(`${plane.url}/v1/keys/verify`, { method: 'POST', headers });
    expect(refused.status).toBe(401);
    expect(await decide({ key: 'sk-api-not-a-key' })).toMatchObject({ code: 'invalid-key' });
  });

  it('lives, is not ready, and becomes ready when the database is back', async () => {
    const status = async (path: string) => (await fetch(`${plane.url}${path}`)).status;
    await eventually(async () => (await status('/readyz')) === 200);
    await line.cut();
    await eventually(async () => (await status('/readyz')) === 503);
    expect(await status('/healthz')).toBe(200);
    const response = await fetch(`${plane.url}/readyz`);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({
      status: 'not-ready',
      checks: { database: 'failed' },
    });
    await line.mend();
    await eventually(async () => (await status('/readyz')) === 200);
  });

  it('keeps what it noted of calls until the database is back, and writes it once', async () => {
    await fill();
    // Held up, so that nothing can be written before the line is cut.
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE api_key_refusals, api_key_activity IN EXCLUSIVE MODE');
    for (let call = 0; call < 50; call += 1) await verify({ groupId: '1', model: `m-${call}` });
    await verify({ ip: '192.0.2.9' });
    await line.cut();
    await owner.query('COMMIT');
    await becomes(503);
    await line.mend();
    const kept = await eventually(async () => {
      const { rows } = await owner.query<{ model: string }>('SELECT model FROM api_key_refusals');
      return rows.length >= 50 && rows;
    });
    expect(kept.map(({ model }) => model).sort()).toEqual(
      Array.from({ length: 50 }, (_, call) => `m-${call}`).sort(),
    );
    await eventually(async () => {
      const { rows } = await owner.query<{ last_used_ip: string | null }>(
        'SELECT last_used_ip FROM api_key_activity',
      );
      return rows.some(({ last_used_ip }) => last_used_ip === '192.0.2.9');
    });
  });
});
