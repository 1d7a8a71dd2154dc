import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import {
  eventually,
  insertKey,
  insertOrganization,
  revokeKey,
  type SeededKey,
  type SeededOrganization,
} from '@/tests/support/keys';
import { connectRaw, statusesIn } from '@/tests/support/raw-http';
import { createWorld, type World } from '@/tests/support/tenants';

let world: World;
let plane: RunningDataPlane;
let organization: SeededOrganization;

beforeAll(async () => {
  world = await createWorld();
  plane = await startDataPlane(world.database);
  organization = await insertOrganization(world.owner);
});

afterAll(async () => {
  await plane.close();
  await world.close();
});

const unknownSecret = 'sk-api-00000000000000000000000000000000000000000002zGGs4';
const question = JSON.stringify({
  model: 'gatehouse-text-1',
  messages: [{ role: 'user', content: 'Hello.' }],
});

/** The head of a call whose body is still to come. */
const headOf = (secret: string, framing: string, query = '') =>
  [
    `POST /v1/text/chatcompletion_v2${query} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${secret}`,
    'Content-Type: application/json',
    framing,
    '',
    '',
  ].join('\r\n');
const lengthOf = (body: string) => `Content-Length: ${body.length}`;

/** How often each decision was counted since the data plane started. */
async function decisions(): Promise<Record<string, number>> {
  const text = await (await fetch(`${plane.url}/metrics`)).text();
  const rows = text.matchAll(/^gatehouse_verify_decisions_total\{code="([^"]+)"\} (\d+)$/gm);
  return Object.fromEntries([...rows].map(([, code = '', count]) => [code, Number(count)]));
}

/** What the work added to the decisions. */
async function countedDuring(work: () => Promise<void>): Promise<Record<string, number>> {
  const before = await decisions();
  await work();
  const after = Object.entries(await decisions());
  return Object.fromEntries(
    after
      .map(([code, count]) => [code, count - (before[code] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

const recorded = async ({ keyId }: SeededKey) => {
  const text = 'SELECT reason, service, model FROM api_key_refusals WHERE api_key_id = $1';
  return (await world.owner.query(text, [keyId])).rows as unknown[];
};

/** What was recorded of a key, once a later refusal of another key is there too: then nothing of it is on its way. */
async function recordedInTheEnd(key: SeededKey): Promise<unknown[]> {
  const later = await insertKey(world.owner, organization, { status: 'disabled' });
  const connection = await connectRaw(plane.port);
  connection.write(headOf(later.secret, 'Content-Length: 0'));
  await eventually(async () => (await recorded(later)).length > 0);
  connection.close();
  return recorded(key);
}

test.each([
  ['no key of ours', 'hunter2', 'Content-Length: 4000000'],
  ['an unknown key', unknownSecret, 'Content-Length: 4000000'],
  ['an unknown key whose body has no known end', unknownSecret, 'Transfer-Encoding: chunked'],
])(
  '%s is refused before its body comes, and the connection ends',
  async (_what, secret, framing) => {
    const counted = await countedDuring(async () => {
      const connection = await connectRaw(plane.port);
      connection.write(headOf(secret, framing));
      const answer = await connection.ended;
      expect(statusesIn(answer)).toEqual([401]);
      expect(answer).toMatch(/\r\nWWW-Authenticate: Bearer\r\n/);
      expect(answer).toContain('"base_resp":{"status_code":2049,"status_msg":"invalid api key"}');
    });
    expect(counted).toEqual({ 'invalid-key': 1 });
  },
);

test('after a short body that was not wanted the connection goes on', async () => {
  const connection = await connectRaw(plane.port);
  connection.write(headOf(unknownSecret, lengthOf(question)));
  await connection.until((text) => statusesIn(text).length === 1);
  const { secret } = await insertKey(world.owner, organization);
  connection.write(`${question}${headOf(secret, lengthOf(question))}${question}`);
  const answers = await connection.until((text) => text.includes('"finish_reason"'));
  expect(statusesIn(answers)).toEqual([401, 200]);
  connection.close();
});

test.each([
  [{ status: 'revoked' }, '', 401, 'invalid-key', 'revoked'],
  [{}, '?GroupId=1000000000000000000', 403, 'group-mismatch', 'group-mismatch'],
  [{ ip_ranges: ['198.51.100.0/24'] }, '', 403, 'ip-not-allowed', 'ip-outside-ranges'],
  [{ scopes: [] }, '', 403, 'service-not-allowed', 'scope-missing'],
])(
  'a known key with %j%s is refused by its headers, counted and recorded once',
  async (columns, query, status, code, reason) => {
    const key = await insertKey(world.owner, organization, columns);
    const counted = await countedDuring(async () => {
      const connection = await connectRaw(plane.port);
      connection.write(headOf(key.secret, 'Content-Length: 4000000', query));
      const answer = await connection.ended;
      expect(statusesIn(answer)).toEqual([status]);
      expect(answer).toContain(`"code":"${code}"`);
    });
    expect(counted).toEqual({ [code]: 1 });
    expect(await recordedInTheEnd(key)).toEqual([{ reason, service: 'text', model: null }]);
  },
);

test('a model outside the list of a key is refused with the whole call, counted and recorded once', async () => {
  const key = await insertKey(world.owner, organization, { allowed_models: ['gatehouse-code-1'] });
  const counted = await countedDuring(async () => {
    const connection = await connectRaw(plane.port);
    connection.write(headOf(key.secret, lengthOf(question)) + question);
    await connection.until((text) => text.includes('"code":"model-not-allowed"'));
    connection.close();
  });
  expect(counted).toEqual({ 'model-not-allowed': 1 });
  const refusal = { reason: 'model-outside-list', service: 'text', model: 'gatehouse-text-1' };
  expect(await recordedInTheEnd(key)).toEqual([refusal]);
});

test('a call that goes on is counted once', async () => {
  const { secret } = await insertKey(world.owner, organization);
  const counted = await countedDuring(async () => {
    const connection = await connectRaw(plane.port);
    connection.write(headOf(secret, lengthOf(question)) + question);
    await connection.until((text) => text.includes('"finish_reason"'));
    connection.close();
  });
  expect(counted).toEqual({ valid: 1 });
});

test('a key that is revoked while the body comes is refused at the end of it', async () => {
  const key = await insertKey(world.owner, organization);
  const connection = await connectRaw(plane.port);
  const counted = await countedDuring(async () => {
    connection.write(headOf(key.secret, lengthOf(question)) + question.slice(0, 10));
    // It was let in by then: nothing refuses it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(connection.received()).toBe('');
    await revokeKey(world.owner, key.keyId);
    await new Promise((resolve) => setTimeout(resolve, 300));
    connection.write(question.slice(10));
    const answer = await connection.until((text) => text.includes('request_id'));
    expect(statusesIn(answer)).toEqual([401]);
  });
  connection.close();
  expect(counted).toEqual({ 'invalid-key': 1 });
  const refusal = { reason: 'revoked', service: 'text', model: 'gatehouse-text-1' };
  expect(await recordedInTheEnd(key)).toEqual([refusal]);
});
