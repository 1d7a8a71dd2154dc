import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { eventually, insertKey, insertOrganization, type SeededKey } from '@/tests/support/keys';
import { createWorld, type World } from '@/tests/support/tenants';

let world: World;
let plane: RunningDataPlane;
let key: SeededKey;

beforeAll(async () => {
  world = await createWorld();
  plane = await startDataPlane(world.database);
  key = await insertKey(world.owner, await insertOrganization(world.owner));
});

afterAll(async () => {
  await plane.close();
  await world.close();
});

const question = {
  model: 'gatehouse-text-1',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello, Gatehouse.' },
  ],
};

type Call = {
  secret?: string;
  headers?: Record<string, string>;
  query?: string;
  body?: unknown;
  method?: string;
};

/** A call to the platform's own chat, as the console's snippet makes it. */
async function chat(call: Call = {}, at = plane) {
  const { secret = key.secret, query = `?GroupId=${key.groupId}`, body = question } = call;
  const method = call.method ?? 'POST';
  const response = await fetch(`${at.url}/v1/text/chatcompletion_v2${query}`, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      ...call.headers,
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, answer };
}

async function models(headers: Record<string, string>, method = 'GET') {
  const response = await fetch(`${plane.url}/v1/models`, { method, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

const platformError = (code: string, statusCode: number) => ({
  code,
  base_resp: { status_code: statusCode, status_msg: expect.any(String) as string },
  request_id: expect.any(String) as string,
});

describe('POST /v1/text/chatcompletion_v2', () => {
  it('answers the pasted snippet, and the same every time but for id and time', async () => {
    const { status, headers, answer } = await chat();
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    const text =
      'This is the sandbox model of Gatehouse: your key works. You said: Hello, Gatehouse.';
    expect(answer).toEqual({
      id: expect.stringMatching(/^chatcmpl-/) as string,
      object: 'chat.completion',
      created: expect.any(Number) as number,
      model: 'gatehouse-text-1',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
      usage: { prompt_tokens: 8, completion_tokens: 21, total_tokens: 29 },
      base_resp: { status_code: 0, status_msg: 'success' },
    });
    const again = (await chat()).answer;
    expect(again).toEqual({ ...answer, id: again.id, created: again.created });
    expect(again.id).not.toBe(answer.id);
  });

  it('takes the same key as x-api-key too, and refuses two that differ', async () => {
    expect((await chat({ headers: { 'x-api-key': key.secret } })).status).toBe(200);
    const other = await insertKey(world.owner, key);
    const two = await chat({ headers: { 'x-api-key': other.secret } });
    expect(two.status).toBe(401);
    expect(two.answer).toEqual(platformError('invalid-key', 2049));
  });

  it('asks for the GroupId of the key where one is given, and for no more than one', async () => {
    expect((await chat({ query: '' })).status).toBe(200);
    const wrong = await chat({ query: '?GroupId=1000000000000000000' });
    expect(wrong.status).toBe(403);
    expect(wrong.answer).toEqual({
      code: 'group-mismatch',
      base_resp: { status_code: 1004, status_msg: 'token not match group' },
      request_id: wrong.headers.get('x-request-id'),
    });
    expect((await chat({ query: '?GroupId=' })).status).toBe(403);
    const twice = await chat({ query: `?GroupId=${key.groupId}&GroupId=${key.groupId}` });
    expect(twice.status).toBe(400);
  });

  it.each([
    ['no key at all', '', 401, 'invalid-key', 2049],
    [
      'an unknown key',
      'sk-api-00000000000000000000000000000000000000000002zGGs4',
      401,
      'invalid-key',
      2049,
    ],
    ['a text that is no key', 'hunter2', 401, 'invalid-key', 2049],
  ])('refuses %s', async (_what, secret, http, code, statusCode) => {
    const { status, answer, headers } = await chat({ secret });
    expect(status).toBe(http);
    expect(answer).toEqual(platformError(code, statusCode));
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    [{ status: 'revoked' }, 401, 'invalid-key', 2049],
    [{ allowed_services: ['speech'] }, 403, 'service-not-allowed', 2061],
    [{ scopes: [] }, 403, 'service-not-allowed', 2061],
    [{ allowed_models: ['gatehouse-code-1'] }, 403, 'model-not-allowed', 2061],
    [{ ip_ranges: ['198.51.100.0/24'] }, 403, 'ip-not-allowed', 1004],
  ])('refuses a key with %j', async (columns, http, code, statusCode) => {
    const limited = await insertKey(world.owner, key, columns);
    const { status, answer } = await chat({ secret: limited.secret });
    expect(status).toBe(http);
    expect(answer).toEqual(platformError(code, statusCode));
  });

  it('judges ranges by the address of the caller, which a header cannot change', async () => {
    const limited = await insertKey(world.owner, key, { ip_ranges: ['198.51.100.0/24'] });
    const call = { secret: limited.secret, headers: { 'x-forwarded-for': '198.51.100.7' } };
    expect((await chat(call)).answer).toMatchObject({ code: 'ip-not-allowed' });
    const trusting = await startDataPlane(world.database, { TRUSTED_PROXIES: '127.0.0.1' });
    expect((await chat(call, trusting)).status).toBe(200);
    const spoofed = { ...call, headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' } };
    expect((await chat(spoofed, trusting)).answer).toMatchObject({ code: 'ip-not-allowed' });
    const unreadable = { ...call, headers: { 'x-forwarded-for': '198.51.100.7:80' } };
    expect((await chat(unreadable, trusting)).answer).toMatchObject({ code: 'ip-not-allowed' });
    await trusting.close();
  });

  it.each([
    ['half a body', '{"model":', 400, 'bad-request'],
    ['no model', { messages: question.messages }, 422, 'invalid-input'],
    ['no messages', { model: question.model, messages: [] }, 422, 'invalid-input'],
    [
      'a picture',
      { ...question, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      422,
      'invalid-input',
    ],
    ['an unknown model', { ...question, model: 'gpt-9' }, 422, 'unknown-model'],
    [
      'a model of another service',
      { ...question, model: 'gatehouse-video-1' },
      422,
      'unknown-model',
    ],
    ['a stream', { ...question, stream: true }, 422, 'stream-unsupported'],
    ['a list', [question], 422, 'invalid-input'],
    ['depth', '['.repeat(100_000), 400, 'bad-request'],
  ])('explains what is wrong with %s', async (_what, body, http, code) => {
    const { status, answer } = await chat({ body });
    expect(status).toBe(http);
    expect(answer).toEqual(platformError(code, 2013));
    expect(JSON.stringify(answer)).not.toMatch(/\bat \/|node_modules|ZodError/);
  });

  it('says who may not call before it says what is wrong with the call', async () => {
    const { answer } = await chat({ secret: 'hunter2', body: '{' });
    expect(answer).toMatchObject({ code: 'invalid-key' });
  });

  it('refuses other types, other methods, and what is too long', async () => {
    const typed = await chat({ headers: { 'content-type': 'text/plain' } });
    expect([typed.status, typed.answer.code]).toEqual([415, 'unsupported-media-type']);
    const got = await chat({ method: 'GET' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    const long = await chat({
      body: { ...question, messages: [{ role: 'user', content: 'x'.repeat(4 * 1_048_576) }] },
    });
    expect([long.status, long.answer.code]).toEqual([413, 'payload-too-large']);
  });

  it('quotes a long question in part, and hostile words as they are', async () => {
    const content = `<script>alert("1")</script>\u0000${'ä'.repeat(5_000)}`;
    const { answer } = await chat({ body: { ...question, messages: [{ role: 'user', content }] } });
    const [choice] = answer.choices as { message: { content: string } }[];
    expect(choice!.message.content).toContain('<script>alert("1")</script>');
    expect(choice!.message.content.length).toBeLessThan(400);
  });

  it('counts as the use of the key and the first call of its organization', async () => {
    const fresh = await insertKey(world.owner, await insertOrganization(world.owner));
    await chat({ secret: fresh.secret, query: `?GroupId=${fresh.groupId}` });
    const { rows } = await eventually(async () => {
      const found = await world.owner.query<{
        last_used_model: string;
        first_call_at: Date | null;
      }>(
        `SELECT a.last_used_model, o.first_call_at FROM api_key_activity a
           JOIN organizations o ON o.id = a.organization_id WHERE a.api_key_id = $1`,
        [fresh.keyId],
      );
      return found.rowCount === 1 && found.rows[0]?.first_call_at !== null && found;
    });
    expect(rows[0]).toMatchObject({ last_used_model: 'gatehouse-text-1' });
  });

  it('counts a call that it could not answer as no use', async () => {
    const fresh = await insertKey(world.owner, await insertOrganization(world.owner));
    await chat({ secret: fresh.secret, query: '', body: { ...question, model: 'gpt-9' } });
    const other = await insertKey(world.owner, await insertOrganization(world.owner));
    await chat({ secret: other.secret, query: '' });
    const used = async ({ keyId }: SeededKey) => {
      const text = 'SELECT 1 FROM api_key_activity WHERE api_key_id = $1';
      return (await world.owner.query(text, [keyId])).rowCount === 1;
    };
    await eventually(() => used(other));
    expect(await used(fresh)).toBe(false);
  });

  it('writes neither keys nor words of a call to its log', () => {
    expect(plane.logged()).toContain('/v1/text/chatcompletion_v2');
    expect(plane.logged()).not.toContain(key.secret.slice(7, 40));
    expect(plane.logged()).not.toContain('Hello, Gatehouse');
    expect(plane.logged()).not.toContain(key.groupId);
  });
});

describe('GET /v1/models', () => {
  it("lists what the key may call, in OpenAI's form", async () => {
    const { status, text } = await models({ authorization: `Bearer ${key.secret}` });
    expect(status).toBe(200);
    const { object, data } = JSON.parse(text) as {
      object: string;
      data: Record<string, unknown>[];
    };
    expect(object).toBe('list');
    expect(data.map(({ id }) => id)).toContain('gatehouse-text-1');
    expect(data[0]).toEqual({
      id: expect.any(String) as string,
      object: 'model',
      created: expect.any(Number) as number,
      owned_by: 'gatehouse',
    });
  });

  it.each([
    [{ allowed_models: ['gatehouse-code-1'] }, ['gatehouse-code-1']],
    [{ allowed_services: ['video'] }, ['gatehouse-video-1']],
    [{ allowed_models: ['gatehouse-code-1'], allowed_services: ['video'] }, []],
    [{ scopes: [] }, []],
  ])('lists to a key with %j no more than %j', async (columns, ids) => {
    const limited = await insertKey(world.owner, key, columns);
    const { text } = await models({ 'x-api-key': limited.secret });
    const { data } = JSON.parse(text) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(ids);
  });

  it("refuses in OpenAI's form", async () => {
    const { status, headers, text } = await models({ authorization: 'Bearer hunter2' });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(JSON.parse(text)).toEqual({
      error: {
        message: 'invalid api key',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid-key',
      },
      request_id: headers.get('x-request-id'),
    });
    const posted = await models({ authorization: `Bearer ${key.secret}` }, 'POST');
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
