import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { connectRaw, sendRaw, statusesIn } from '@/tests/support/raw-http';

/** What the server behind the socket got. */
type Arrived = { method: string; url: string; headers: http.IncomingHttpHeaders; length: number };

const appUrl = 'http://console.test:3000';
const host = 'console.test:3000';

let database: TestDatabase;
let folder: string;
let socket: string;
/** Stands where Next stands, and tells what comes through to it. */
let behind: http.Server;
let arrived: Arrived[];
let plane: RunningDataPlane;
const others: RunningDataPlane[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-pages-'));
  socket = path.join(folder, 'web.sock');
  behind = http.createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      arrived.push({ method, url, headers, length });
      response.setHeader('X-Behind', 'yes');
      response.end('a page');
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => behind.listen(socket, resolve));
  plane = await startDataPlane(database, environment());
});

afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
});

afterAll(async () => {
  await plane.close();
  await new Promise((resolve) => behind.close(resolve));
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function environment(overrides: Record<string, string> = {}): Record<string, string> {
  return {
    ROLES: 'data-plane,web',
    GATEHOUSE_WEB_SOCKET: socket,
    APP_URL: appUrl,
    SMTP_URL: 'smtp://localhost:2525',
    ...overrides,
  };
}

async function another(overrides: Record<string, string>): Promise<RunningDataPlane> {
  const started = await startDataPlane(database, environment(overrides));
  others.push(started);
  return started;
}

type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** `fetch` sets no Host of ours. */
function get(
  target: string,
  headers: http.OutgoingHttpHeaders = {},
  { port, method = 'GET' }: { port: number; method?: string } = plane,
): Promise<Answer> {
  arrived = [];
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: target, method, agent: false };
    const request = http.request({ ...options, headers: { host, ...headers } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

describe('a request for a page', () => {
  it('reaches Next with what the data plane found out, and its answer comes back with the id', async () => {
    const answer = await get('/orgs/acme?tab=a%20b&tab=c');
    expect(answer).toMatchObject({ status: 200, body: 'a page' });
    const [seen] = arrived;
    expect(seen?.url).toBe('/orgs/acme?tab=a%20b&tab=c');
    expect(seen?.headers).toMatchObject({
      'x-gatehouse-client-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      'x-request-id': answer.headers['x-request-id'],
    });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['x-gatehouse-client-ip', '203.0.113.66', '127.0.0.1'],
    ['X-Gatehouse-Anything', 'yes', undefined],
    ['x-forwarded-for', '203.0.113.66', '127.0.0.1'],
    ['x-forwarded-host', 'evil.example', host],
    ['x-forwarded-proto', 'https', 'http'],
    ['x-forwarded-port', '443', undefined],
    ['forwarded', 'for=203.0.113.66;host=evil.example', undefined],
    ['x-real-ip', '203.0.113.66', undefined],
    ['true-client-ip', '203.0.113.66', undefined],
    ['cf-connecting-ip', '203.0.113.66', undefined],
    ['x-middleware-subrequest', 'middleware:middleware:middleware', undefined],
    ['x-middleware-next', '1', undefined],
    ['x-invoke-path', '/orgs/acme', undefined],
    ['x-matched-path', '/orgs/acme', undefined],
    ['x-original-url', '/orgs/acme', undefined],
    ['x-rewrite-url', '/orgs/acme', undefined],
    ['x-http-method-override', 'DELETE', undefined],
    ['x-nextjs-data', '1', undefined],
    ['x-nonce', 'chosen', undefined],
    ['content-security-policy', "script-src 'nonce-chosen'", undefined],
    ['te', 'trailers', undefined],
  ])('cannot tell Next by itself: %s', async (name, value, expected) => {
    await get('/', { [name]: value });
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.headers[name.toLowerCase()]).toBe(expected);
  });

  it('cannot have a header of ours removed by naming it in Connection', async () => {
    await get('/', { connection: 'close, x-gatehouse-client-ip, x-request-id' });
    expect(arrived[0]?.headers['x-gatehouse-client-ip']).toBe('127.0.0.1');
    expect(arrived[0]?.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('cannot choose its id', async () => {
    const answer = await get('/', { 'x-request-id': 'chosen-by-client' });
    expect(answer.headers['x-request-id']).not.toBe('chosen-by-client');
  });
});

describe('behind a trusted proxy', () => {
  const trust = { TRUSTED_PROXIES: '127.0.0.1/32,10.0.0.0/8' };

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['198.51.100.1,203.0.113.7,10.1.2.3,10.1.2.4', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['10.1.2.3', '10.1.2.3'],
    ['203.0.113.7:4711', undefined],
    ['unknown', undefined],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ])('the client of "%s" is %s', async (forwardedFor, client) => {
    const trusting = await another(trust);
    await get('/', { 'x-forwarded-for': forwardedFor }, trusting);
    expect(arrived[0]?.headers['x-gatehouse-client-ip']).toBe(client);
  });

  it('the id that the proxy gave goes on, where it is fit for a log', async () => {
    const trusting = await another(trust);
    const given = await get('/', { 'x-request-id': 'trace-0123456789' }, trusting);
    expect(given.headers['x-request-id']).toBe('trace-0123456789');
    const unfit = await get('/', { 'x-request-id': 'a b"c' }, trusting);
    expect(unfit.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('a proxy that is not on the list is a client like any other', async () => {
    const trusting = await another({ TRUSTED_PROXIES: '10.0.0.0/8' });
    await get('/', { 'x-forwarded-for': '203.0.113.7', 'x-request-id': 'trace-1' }, trusting);
    expect(arrived[0]?.headers['x-gatehouse-client-ip']).toBe('127.0.0.1');
    expect(arrived[0]?.headers['x-request-id']).not.toBe('trace-1');
  });
});

describe('another host than that of APP_URL', () => {
  it.each(['evil.example', 'console.test', 'console.test:3001', 'localhost:3000'])(
    'is told the right address: %s',
    async (other) => {
      const page = await get('/', { host: other, accept: 'text/html' });
      expect(page.status).toBe(421);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      expect(page.body).toContain(appUrl);
      const problem = await get('/', { host: other });
      expect(problem.status).toBe(421);
      expect(JSON.parse(problem.body)).toMatchObject({ code: 'misdirected-request' });
      expect(arrived).toEqual([]);
    },
  );

  it('cannot write into the page that says so', async () => {
    const { body } = await get('/', { host: '"><script>alert(1)</script>', accept: 'text/html' });
    expect(body).not.toContain('<script>');
  });

  it('is no matter to the API, which gateways may reach under any name', async () => {
    expect((await get('/healthz', { host: 'gatehouse.internal' })).status).toBe(200);
    expect((await get('/v1/models', { host: 'gatehouse.internal' })).status).toBe(401);
  });
});

describe('a body for a page', () => {
  const elevenMegabytes = 11 * 1_048_576;

  it('is refused before it is sent where it is too long', async () => {
    const text = `POST /upload HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${elevenMegabytes + 1}\r\n\r\n`;
    expect(statusesIn(await sendRaw(plane.port, text))).toEqual([413]);
  });

  it('is counted where its length was not given', async () => {
    arrived = [];
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host, 'transfer-encoding': 'chunked' };
      const request = http.request(
        { host: '127.0.0.1', port: plane.port, path: '/upload', method: 'POST', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('error', reject);
      for (let sent = 0; sent <= elevenMegabytes; sent += 1_048_576) {
        request.write(Buffer.alloc(1_048_576));
      }
      request.end();
    });
    expect(status).toBe(413);
    expect(arrived).toEqual([]);
  });

  it('is read on after the refusal, so that whoever is still sending gets to see it', async () => {
    const length = elevenMegabytes + 1_048_576;
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host, 'content-length': length };
      const options = { host: '127.0.0.1', port: plane.port, path: '/upload', method: 'POST' };
      const request = http.request({ ...options, headers }, (response) => {
        response.resume();
        request.once('finish', () => resolve(response.statusCode ?? 0));
      });
      request.on('error', reject);
      let left = length / 1_048_576;
      const more = setInterval(() => {
        left -= 1;
        request.write(Buffer.alloc(1_048_576));
        if (left === 0) {
          clearInterval(more);
          request.end();
        }
      }, 5);
    });
    expect(status).toBe(413);
  });

  it('is not read for ever after the refusal', async () => {
    const socket = net.connect(plane.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined).resume();
    socket.write(`POST /upload HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 900000000000\r\n\r\n`);
    const piece = Buffer.alloc(1_048_576);
    const send = () => {
      if (socket.writable) socket.write(piece, send);
    };
    send();
    await closed;
    expect(socket.bytesWritten).toBeGreaterThan(4 * elevenMegabytes - 1);
    expect(socket.bytesWritten).toBeLessThan(8 * elevenMegabytes);
  });

  it('goes through whole up to there', async () => {
    arrived = [];
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host, 'content-length': elevenMegabytes };
      const options = { host: '127.0.0.1', port: plane.port, path: '/upload', method: 'POST' };
      const request = http.request({ ...options, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(Buffer.alloc(elevenMegabytes));
    });
    expect([status, arrived[0]?.length]).toEqual([200, elevenMegabytes]);
  });
});

describe('when Next', () => {
  it('is not there, a page says to try again, and the API goes on', async () => {
    const alone = await another({ GATEHOUSE_WEB_SOCKET: path.join(folder, 'nobody.sock') });
    const page = await get('/', { accept: 'text/html' }, alone);
    expect(page.status).toBe(503);
    expect(page.headers['retry-after']).toBe('2');
    expect(page.body).toContain('Gatehouse is starting');
    expect(page.body).not.toContain('nobody.sock');
    const ready = await get('/readyz', {}, alone);
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body)).toMatchObject({ checks: { database: 'ok', web: 'failed' } });
    expect((await get('/healthz', {}, alone)).status).toBe(200);
  });

  it('is not asked for, no page exists', async () => {
    const alone = await another({ ROLES: 'data-plane' });
    expect((await get('/sign-in', {}, alone)).status).toBe(404);
    expect(arrived).toEqual([]);
  });
});

describe('the kept mails', () => {
  it.each([
    ['where mail leaves by SMTP', {}, {}],
    ['of another host', { SMTP_URL: '', APP_URL: 'http://localhost:3000' }, { host: '192.0.2.1' }],
    [
      'by way of a proxy',
      { SMTP_URL: '', APP_URL: 'http://localhost:3000' },
      { host: 'localhost:3000', 'x-forwarded-for': '127.0.0.1' },
    ],
  ])('are not shown %s', async (_what, overrides, headers) => {
    const showing = await another(overrides);
    for (const target of ['/dev/mail', '/dev%2fmail', '//dev/mail/1', '/DEV/mail']) {
      expect((await get(target, headers, showing)).status).not.toBe(200);
    }
    expect(arrived).toEqual([]);
  });

  it('are shown to this machine', async () => {
    const showing = await another({ SMTP_URL: '', APP_URL: 'http://localhost:3000' });
    expect((await get('/dev/mail', { host: 'localhost:3000' }, showing)).status).toBe(200);
    expect(arrived).toHaveLength(1);
  });
});

it('an upgrade is not taken, and leads no bytes past the data plane', async () => {
  arrived = [];
  const connection = await connectRaw(plane.port);
  connection.write(
    `GET /_next/webpack-hmr HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const answer = await connection.until((received) => statusesIn(received).length > 0);
  connection.close();
  expect(statusesIn(answer)).toEqual([200]);
  expect(arrived.map(({ headers }) => headers.upgrade)).toEqual([undefined]);
});
