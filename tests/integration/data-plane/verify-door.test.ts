import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  GATEWAY_TOKEN,
  SECOND_GATEWAY_TOKEN,
  startDataPlane,
  type RunningDataPlane,
} from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import {
  connectAsOwner,
  insertKey,
  insertOrganization,
  type SeededKey,
} from '@/tests/support/keys';
import { connectRaw, sendRaw, statusesIn } from '@/tests/support/raw-http';

let database: TestDatabase;
let owner: pg.Client;
let plane: RunningDataPlane;
let key: SeededKey;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  key = await insertKey(owner, await insertOrganization(owner));
  plane = await startDataPlane(database);
});

afterAll(async () => {
  await plane.close();
  await owner.end();
  await database.drop();
});

const good = { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' };

function ask(init: RequestInit = {}): Promise<Response> {
  const body = JSON.stringify({ key: key.secret });
  return fetch(`${plane.url}/v1/keys/verify`, { method: 'POST', headers: good, body, ...init });
}

/** A refusal at the door: a problem (RFC 9457) with its code, and nothing that tells of our insides. */
async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status, code });
  expect(problem.title).toEqual(expect.any(String));
  expect(problem.request_id).toBe(response.headers.get('x-request-id'));
  expect(JSON.stringify(problem)).not.toMatch(/\bat \/|node_modules|SELECT/);
}

describe('the token of the gateway', () => {
  it.each([GATEWAY_TOKEN, SECOND_GATEWAY_TOKEN])(
    'may be any of the installation',
    async (token) => {
      const response = await ask({ headers: { ...good, authorization: `Bearer ${token}` } });
      expect(await response.json()).toMatchObject({ valid: true, keyId: key.keyId });
    },
  );

  it('may follow its scheme in any case', async () => {
    const response = await ask({ headers: { ...good, authorization: `bEARER ${GATEWAY_TOKEN}` } });
    expect(response.status).toBe(200);
  });

  it.each([
    ['is missing', undefined],
    ['is another', 'Bearer some-other-token-of-40-characters-length'],
    ['is ours and one letter', `Bearer ${GATEWAY_TOKEN}x`],
    ['lacks its last letter', `Bearer ${GATEWAY_TOKEN.slice(0, -1)}`],
    ['is very long', `Bearer ${GATEWAY_TOKEN.repeat(200)}`],
    ['is empty', 'Bearer '],
    ['has no scheme', GATEWAY_TOKEN],
    ['has another scheme', `Basic ${GATEWAY_TOKEN}`],
    ['follows two spaces', `Bearer  ${GATEWAY_TOKEN}`],
    ['stands beside another', `Bearer ${GATEWAY_TOKEN}, Bearer ${GATEWAY_TOKEN}`],
  ])('is refused where it %s', async (_what, authorization) => {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const response = await ask({ headers });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    await expectProblem(response, 401, 'unauthenticated');
  });

  it('is no key of an organization, and no key is one', async () => {
    const headers = { ...good, authorization: `Bearer ${key.secret}` };
    await expectProblem(await ask({ headers }), 401, 'unauthenticated');
  });

  it('is not looked for in another header', async () => {
    const headers = { 'content-type': 'application/json', 'x-api-key': GATEWAY_TOKEN };
    await expectProblem(await ask({ headers }), 401, 'unauthenticated');
  });

  it('is refused where two headers hold one each, which programs read in two ways', async () => {
    const body = JSON.stringify({ key: key.secret });
    const answer = await sendRaw(
      plane.port,
      [
        'POST /v1/keys/verify HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${GATEWAY_TOKEN}`,
        `Authorization: Bearer ${GATEWAY_TOKEN}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    expect(statusesIn(answer)).toEqual([401]);
  });
});

describe('the request', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is no %s', async (method) => {
    const response = await fetch(`${plane.url}/v1/keys/verify`, { method, headers: good });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('cannot change its method by a header', async () => {
    const headers = { ...good, 'x-http-method-override': 'POST' };
    const response = await fetch(`${plane.url}/v1/keys/verify`, { headers });
    await expectProblem(response, 405, 'method-not-allowed');
  });

  it.each([
    ['no type', undefined],
    ['a form', 'application/x-www-form-urlencoded'],
    ['a text', 'text/plain'],
    ['two types', 'application/json, text/plain'],
    ['JSON in another encoding', 'application/json; charset=utf-16'],
  ])('with %s is refused', async (_what, type) => {
    const headers = { authorization: good.authorization, ...(type && { 'content-type': type }) };
    const body = new TextEncoder().encode(JSON.stringify({ key: key.secret }));
    await expectProblem(await ask({ headers, body }), 415, 'unsupported-media-type');
  });

  it('may say that its JSON is in UTF-8', async () => {
    const headers = { ...good, 'content-type': 'application/json; charset=UTF-8' };
    expect((await ask({ headers })).status).toBe(200);
  });

  it.each([
    ['nothing', ''],
    ['half of something', '{"key": "sk-api-'],
    ['two values', '{"key":"x"} {"key":"y"}'],
    ['a text', '"sk-api-"'],
    ['a list', '[{"key":"x"}]'],
    ['null', 'null'],
    ['no key', '{}'],
    ['a key that is a number', '{"key": 7}'],
    ['a key that is null', '{"key": null}'],
    ['a key that is a list', '{"key": ["x"]}'],
    ['a model that is an object', '{"key": "x", "model": {"toString": "x"}}'],
    ['a slip in the name of a field', '{"key": "x", "groupID": "1"}'],
    ['a prototype', '{"key": "x", "__proto__": {"ip": "192.0.2.1"}}'],
    ['JSON that is deep', '['.repeat(8_000)],
    ['bytes that are no text', '\u00ff\u00fe\u0000'],
  ])('with %s in its body is refused', async (_what, body) => {
    await expectProblem(await ask({ body }), 400, 'bad-request');
  });

  it('may be 16 KiB long, and not a byte longer', async () => {
    const text = (length: number) => `{"key":"${'x'.repeat(length - '{"key":""}'.length)}"}`;
    const fits = await ask({ body: text(16_384) });
    expect(await fits.json()).toMatchObject({ code: 'invalid-key' });
    await expectProblem(await ask({ body: text(16_385) }), 413, 'payload-too-large');
  });

  it('is cut off where it is too long and does not say how long it is', async () => {
    const connection = await connectRaw(plane.port);
    connection.write(head({ 'Transfer-Encoding': 'chunked' }));
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    connection.write(chunk + chunk);
    expect(statusesIn(await connection.ended)).toEqual([413]);
  });

  it('that announces far too much gets its answer before it is sent, and the connection ends', async () => {
    const answer = await sendRaw(plane.port, head({ 'Content-Length': '9999999999' }));
    expect(statusesIn(answer)).toEqual([413]);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  });

  it('that is longer than it says is followed by nonsense, which is not answered as a request', async () => {
    const body = JSON.stringify({ key: key.secret });
    const answer = await sendRaw(
      plane.port,
      `${head({ 'Content-Length': String(body.length - 1) })}${body}`,
    );
    expect(statusesIn(answer)).toEqual([400, 405]);
  });

  it('may come in pieces', async () => {
    const body = JSON.stringify({ key: key.secret });
    const connection = await connectRaw(plane.port);
    connection.write(head({ 'Content-Length': String(body.length) }));
    for (const letter of body) {
      connection.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await connection.until((text) => text.includes(key.keyId))).toContain('"valid":true');
    connection.close();
  });

  it('is found under its own path alone', async () => {
    for (const path of [
      '/V1/keys/verify',
      '//v1/keys/verify',
      '/v1/keys/verify/',
      '/v1%2Fkeys/verify',
    ]) {
      const response = await fetch(`${plane.url}${path}`, { method: 'POST', headers: good });
      expect([path, response.status]).toEqual([path, 404]);
    }
    await expectProblem(await fetch(`${plane.url}/v1/nothing`), 404, 'not-found');
    await expectProblem(await fetch(`${plane.url}/v1`), 404, 'not-found');
  });
});

describe('every answer under /v1', () => {
  it.each([
    ['a decision', () => ask()],
    ['a refusal at the door', () => ask({ headers: {} })],
    ['no such address', () => fetch(`${plane.url}/v1/nothing`)],
    ['a wrong method', () => ask({ method: 'PUT' })],
  ])('has all security headers and an id: %s', async (_what, get) => {
    const { headers } = await get();
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is promised over https alone where Gatehouse is reached by it', async () => {
    const secured = await startDataPlane(database, {
      APP_URL: 'https://console.example.com',
      SMTP_URL: 'smtp://localhost:2525',
    });
    const response = await fetch(`${secured.url}/v1/nothing`);
    expect(response.headers.get('strict-transport-security')).toMatch(
      /^max-age=[1-9]\d{7,}; includeSubDomains$/,
    );
    expect((await ask()).headers.get('strict-transport-security')).toBeNull();
    await secured.close();
  });

  it('has an id of its own, which the client cannot choose', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await ask({ headers: { ...good, 'x-request-id': 'chosen-by-client' } });
        return response.headers.get('x-request-id');
      }),
    );
    expect(new Set(ids).size).toBe(50);
    expect(ids).not.toContain('chosen-by-client');
  });
});

function head(headers: Record<string, string>): string {
  const all = {
    Host: 'localhost',
    Authorization: good.authorization,
    'Content-Type': good['content-type'],
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /v1/keys/verify HTTP/1.1\r\n${lines.join('')}\r\n`;
}
