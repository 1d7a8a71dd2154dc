import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { connectRaw } from '@/tests/support/raw-http';

const host = 'console.test:3000';

let database: TestDatabase;
let folder: string;
/** Stands where Next stands, and breaks off in the middle of its answer. */
let behind: http.Server;
let plane: RunningDataPlane;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-cut-'));
  const socket = path.join(folder, 'web.sock');
  behind = http.createServer((_request, response) => {
    response.write('the first half', () => setImmediate(() => response.destroy()));
  });
  await new Promise<void>((resolve) => behind.listen(socket, resolve));
  plane = await startDataPlane(database, {
    ROLES: 'data-plane,web',
    GATEHOUSE_WEB_SOCKET: socket,
    APP_URL: `http://${host}`,
    SMTP_URL: 'smtp://localhost:2525',
  });
});

afterAll(async () => {
  await plane.close();
  await new Promise((resolve) => behind.close(resolve));
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('an answer that Next breaks off is broken off for the client too, and not waited for', async () => {
  const connection = await connectRaw(plane.port);
  connection.write(`GET /orgs/acme/audit-log/exports/file HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const received = await connection.ended;
  expect(received).toContain('the first half');
  // The end of the chunks would say that this was all.
  expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
});
