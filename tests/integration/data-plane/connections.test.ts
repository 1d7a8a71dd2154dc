import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, drain, listen } from '@/roles/data-plane/server';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { connectRaw, sendRaw, statusesIn } from '@/tests/support/raw-http';

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

const body = '{"key":"unknown"}';
const verify = [
  'POST /v1/keys/verify HTTP/1.1',
  'Host: localhost',
  `Authorization: Bearer ${GATEWAY_TOKEN}`,
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  '',
  body,
].join('\r\n');
const health = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('what is no request', () => {
  it.each([
    ['nonsense', 'hello\r\n\r\n', 405],
    ['a method that nobody knows', 'BREW /v1/models HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405],
    ['a header that is too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'too many headers',
      `GET / HTTP/1.1\r\n${Array.from({ length: 2_000 }, (_, n) => `X-${n}: 123456789\r\n`).join('')}\r\n`,
      431,
    ],
    ['a target that is too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a header without end', 'GET / HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths',
      'POST /v1/keys/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'a length beside pieces, which two programs would cut in two places',
      'POST /v1/keys/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'a negative length',
      'POST /v1/keys/verify HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      400,
    ],
    ['a line feed alone', 'GET /healthz HTTP/1.1\nHost: x\n\n', 400],
  ])('is refused and the connection ended: %s', async (_what, text, status) => {
    const answer = await sendRaw(plane.port, text);
    expect(statusesIn(answer)).toEqual([status]);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  });

  it.each([
    ['an address of somebody else', 'GET http://169.254.169.254/latest HTTP/1.1', 400],
    ['an address of ours, in full', 'GET http://localhost/healthz HTTP/1.1', 400],
    ['no path', 'OPTIONS * HTTP/1.1', 400],
    ['TRACE', 'TRACE /healthz-no HTTP/1.1', 405],
  ])('%s is refused as a problem', async (_what, line, status) => {
    const answer = await sendRaw(
      plane.port,
      `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(answer)).toEqual([status]);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain("frame-ancestors 'none'");
  });
});

describe('a connection', () => {
  it('carries many requests, and answers those sent at once in their order', async () => {
    const connection = await connectRaw(plane.port);
    connection.write(verify + health + verify + health);
    const text = await connection.until((received) => statusesIn(received).length === 4);
    const kinds = text.match(/"status":"ok"|"code":"invalid-key"/g);
    expect(kinds).toEqual([
      '"code":"invalid-key"',
      '"status":"ok"',
      '"code":"invalid-key"',
      '"status":"ok"',
    ]);
    connection.write(health);
    await connection.until((received) => statusesIn(received).length === 5);
    connection.close();
  });

  it('does not hold up the others while it sends slowly', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => connectRaw(plane.port)));
    for (const connection of slow) connection.write(verify.slice(0, -3));
    expect((await fetch(`${plane.url}/healthz`)).status).toBe(200);
    for (const connection of slow) connection.close();
  });

  it('that is cut in the middle of a body leaves nothing behind', async () => {
    for (let round = 0; round < 20; round += 1) {
      const connection = await connectRaw(plane.port);
      connection.write(verify.slice(0, -3));
      connection.close();
      await connection.ended;
    }
    const connection = await connectRaw(plane.port);
    connection.write(verify);
    await connection.until((received) => received.includes('invalid-key'));
    connection.close();
    expect(plane.logged()).not.toContain('"level":"error"');
  });
});

describe('time', () => {
  /** The data plane's server with less patience, since its own would take a minute to try. */
  async function impatient(handle: http.RequestListener = () => undefined) {
    const server = createServer({ handle, headers: {} });
    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(60_000);
    server.headersTimeout = 200;
    server.requestTimeout = 400;
    await listen(server, '127.0.0.1', 0);
    return { server, port: (server.address() as AddressInfo).port };
  }

  it('ends for headers that come drop by drop', async () => {
    const { server, port } = await impatient();
    const connection = await connectRaw(port);
    connection.write('GET / HTTP/1.1\r\n');
    const drops = setInterval(() => connection.write('X: y\r\n'), 100);
    expect(statusesIn(await connection.ended)).toEqual([408]);
    clearInterval(drops);
    await drain(server);
  });

  it('ends for a body that comes drop by drop', async () => {
    const { server, port } = await impatient((request) => request.resume());
    const connection = await connectRaw(port);
    connection.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
    const drops = setInterval(() => connection.write('x'), 100);
    expect(statusesIn(await connection.ended)).toEqual([408]);
    clearInterval(drops);
    await drain(server);
  });
});

describe('a drain', () => {
  it('answers the request in hand, ends its connection, and takes no new one', async () => {
    const leaving = await startDataPlane(database);
    const inHand = await connectRaw(leaving.port);
    inHand.write(verify.slice(0, -3));
    const idle = await connectRaw(leaving.port);
    idle.write(health);
    await idle.until((received) => statusesIn(received).length === 1);

    const closed = leaving.close();
    await idle.ended;
    await expect(connectRaw(leaving.port)).rejects.toThrow('ECONNREFUSED');
    inHand.write(verify.slice(-3));
    expect(statusesIn(await inHand.ended)).toEqual([200]);
    await closed;
  });

  it('tells a client whose connection stays busy to take another one', async () => {
    const leaving = await startDataPlane(database);
    const busy = await connectRaw(leaving.port);
    busy.write(verify.slice(0, -3));
    const closed = leaving.close();
    busy.write(verify.slice(-3) + verify);
    const answers = await busy.ended;
    expect(statusesIn(answers)[0]).toBe(200);
    expect(answers).toMatch(/\r\nConnection: close\r\n/i);
    await closed;
  });
});
