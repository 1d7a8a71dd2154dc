import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { asSystem } from '@/lib/platform/db';
import { dataPlaneEnvironment } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { testDeps, type TestDeps } from '@/tests/support/deps';
import { freePort } from '@/tests/support/gatehouse';
import { connectAsOwner, eventually, insertKey, insertOrganization } from '@/tests/support/keys';
import { mailsTo } from '@/tests/support/mailbox';
import { startRole, type RoleProcess } from '@/tests/support/role-process';
import { startSmtpServer } from '@/tests/support/smtp-server';

let database: TestDatabase;
let owner: pg.Client;
let deps: TestDeps;
let folder: string;
let port: number;
const workers: RoleProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  deps = testDeps(database);
  folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-worker-'));
  port = await freePort();
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await deps.close();
  await owner.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(): Promise<RoleProcess> {
  const worker = await startRole('worker', {
    ...dataPlaneEnvironment(database),
    ROLES: 'worker',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
  });
  workers.push(worker);
  return worker;
}

const enqueue = () =>
  asSystem(deps.db, 'reset-password', (tx) =>
    enqueueMail(deps, tx, 'ada@example.com', {
      template: 'reset-password',
      because: 'asked',
      name: 'Ada',
      link: 'http://localhost:3000/reset-password?token=x',
      expiresInMinutes: 30,
    }),
  );

async function jobs() {
  const { rows } = await owner.query<{
    locked_by: string | null;
    attempts: number;
    last_error: string | null;
  }>('SELECT locked_by, attempts, last_error FROM graphile_worker.jobs');
  return rows;
}
const allDone = async () => (await jobs()).length === 0;
const received = () => mailsTo(folder, 'ada@example.com');

/** Greets, and never says another word: a mail that is in hand for half a minute. */
async function startSilentServer() {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 silent ESMTP\r\n');
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    callers: () => sockets.length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('the job of a worker that was killed is done by another, and a living one is not robbed', async () => {
  const silent = await startSilentServer();
  const first = await startWorker();
  await enqueue();
  await eventually(() => Promise.resolve(silent.callers() === 1), 20_000);
  const [held] = await jobs();
  expect(held?.locked_by).toEqual(expect.any(String));
  // As if it had been at work for a while: only the lock on its name says that it lives.
  await owner.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 hour'`,
  );
  await startWorker();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await jobs()).toEqual([held]);

  await first.stop('SIGKILL');
  await silent.stop();
  const server = await startSmtpServer(folder, port);
  await eventually(allDone, 30_000);
  expect(await received()).toHaveLength(1);
  const { rows } = await owner.query<{ sent_at: Date | null }>('SELECT sent_at FROM outbox_mails');
  expect(rows).toEqual([{ sent_at: expect.any(Date) as Date }]);
  await server.stop();
}, 90_000);

test('a job in hand is finished before a worker that is told to stop leaves', async () => {
  const silent = await startSilentServer();
  const worker = await startWorker();
  await enqueue();
  await eventually(() => Promise.resolve(silent.callers() === 1), 20_000);
  const stopped = worker.stop();
  // The server's end makes the attempt fail, which is an end too: the job waits for its next try, locked by nobody.
  await silent.stop();
  await stopped;
  const [job] = await jobs();
  expect(job).toMatchObject({ locked_by: null, attempts: 1 });
}, 60_000);

test('mails wait while no mail server is there, and each is sent once when it is back', async () => {
  await enqueue();
  await enqueue();
  await startWorker();
  await eventually(
    async () => (await jobs()).every(({ last_error }) => last_error !== null),
    20_000,
  );
  expect(await jobs()).toHaveLength(2);
  const server = await startSmtpServer(folder, port);
  await owner.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
  await eventually(allDone, 20_000);
  const ids = (await received()).map(({ mail }) => mail.messageId);
  expect(new Set(ids).size).toBe(2);
  expect(ids).toHaveLength(2);
  await server.stop();
}, 60_000);

test('what is pruned by the clock is known to the worker, and its role may do it', async () => {
  const key = await insertKey(owner, await insertOrganization(owner));
  const refusedDaysAgo = (days: number) =>
    owner.query(
      `INSERT INTO api_key_refusals (id, organization_id, api_key_id, occurred_at, code, reason)
       VALUES (gen_random_uuid(), $1, $2, now() - make_interval(days => $3), 'invalid-key', 'disabled')`,
      [key.organizationId, key.keyId, days],
    );
  await refusedDaysAgo(6);
  await refusedDaysAgo(8);
  const worker = await startWorker();
  const tasks = ['prune-accounts', 'prune-refusals', 'prune-sessions'];
  // The library writes its timetable down a moment after it has begun to work.
  await eventually(async () => {
    const { rows } = await owner.query<{ identifier: string }>(
      'SELECT identifier FROM graphile_worker._private_known_crontabs',
    );
    return tasks.every((task) => rows.some(({ identifier }) => identifier === task));
  }, 20_000);
  for (const task of tasks) await owner.query('SELECT graphile_worker.add_job($1)', [task]);
  await eventually(allDone, 20_000);
  expect(worker.output()).not.toMatch(/"level":"(warn|error)"/);
  const left = await owner.query('SELECT 1 FROM api_key_refusals');
  expect(left.rowCount).toBe(1);
}, 60_000);
