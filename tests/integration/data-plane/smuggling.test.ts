import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { connectRaw, sendRaw, statusesIn } from '@/tests/support/raw-http';

const host = 'console.test:3000';

let database: TestDatabase;
let folder: string;
/** Stands where Next stands. */
let behind: http.Server;
let arrived: string[] = [];
let plane: RunningDataPlane;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-smuggling-'));
  const socket = path.join(folder, 'web.sock');
  behind = http.createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () => {
      arrived.push(`${request.method} ${request.url} ${length}`);
      response.end('a page');
    });
  });
  await new Promise<void>((resolve) => behind.listen(socket, resolve));
  plane = await startDataPlane(database, {
    ROLES: 'data-plane,web',
    GATEHOUSE_WEB_SOCKET: socket,
    APP_URL: `http://${host}`,
    SMTP_URL: 'smtp://localhost:2525',
  });
});

beforeEach(() => {
  arrived = [];
});

afterAll(async () => {
  await plane.close();
  await new Promise((resolve) => behind.close(resolve));
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const hidden = `GET /dev/mail HTTP/1.1\r\nHost: ${host}\r\nX-Gatehouse-Client-Ip: 10.0.0.1\r\n\r\n`;
const head = (method: string, length = 'Transfer-Encoding: chunked') =>
  `${method} /api/anything HTTP/1.1\r\nHost: ${host}\r\n${length}\r\n\r\n`;
const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;

it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH'])(
  'a request inside the body of a %s stays its body',
  async (method) => {
    const connection = await connectRaw(plane.port);
    connection.write(head(method) + chunked);
    await connection.until((received) => statusesIn(received).length === 1);
    connection.write(`GET /after HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await connection.until((received) => statusesIn(received).length === 2);
    connection.close();
    expect(arrived).toEqual([`${method} /api/anything ${hidden.length}`, 'GET /after 0']);
  },
);

it.each(['DELETE', 'OPTIONS'])('a %s in pieces is refused, with what is in it', async (method) => {
  const answer = await sendRaw(plane.port, head(method) + chunked);
  expect(statusesIn(answer)).toEqual([411]);
  expect(arrived).toEqual([]);
});

it.each(['DELETE', 'OPTIONS'])('a %s with a length goes through whole', async (method) => {
  const connection = await connectRaw(plane.port);
  connection.write(head(method, `Content-Length: ${hidden.length}`) + hidden);
  await connection.until((received) => statusesIn(received).length === 1);
  connection.close();
  expect(arrived).toEqual([`${method} /api/anything ${hidden.length}`]);
});
