import { afterAll, beforeAll, expect, it } from 'vitest';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
let plane: RunningDataPlane;

beforeAll(async () => {
  database = await createTestDatabase();
  plane = await startDataPlane(database);
});

afterAll(async () => {
  await plane.close();
  await database.drop();
});

const metrics = (headers: Record<string, string> = {}) =>
  fetch(`${plane.url}/metrics`, { headers });

it('are read by a scraper on this machine, and count each decision once', async () => {
  const count = async () => {
    const text = await (await metrics()).text();
    const found = /^gatehouse_verify_decisions_total\{code="invalid-key"\} (\d+)$/m.exec(text);
    return Number(found?.[1] ?? 0);
  };
  const before = await count();
  for (let call = 0; call < 3; call += 1) {
    await fetch(`${plane.url}/v1/keys/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
      body: '{"key":"unknown"}',
    });
  }
  expect((await count()) - before).toBe(3);
  const response = await metrics();
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const text = await response.text();
  expect(text).toMatch(/^gatehouse_verify_duration_seconds_bucket\{le="\+Inf"\} \d+$/m);
  expect(text).toMatch(/^gatehouse_db_connections \d+$/m);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
});

it('are refused to a request that some proxy passed on, unless it has a gateway token', async () => {
  const forwarded = { 'x-forwarded-for': '127.0.0.1' };
  const refused = await metrics(forwarded);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'unauthenticated' });
  const wrong = await metrics({ ...forwarded, authorization: 'Bearer wrong' });
  expect(wrong.status).toBe(401);
  const right = await metrics({ ...forwarded, authorization: `Bearer ${GATEWAY_TOKEN}` });
  expect(right.status).toBe(200);
});
