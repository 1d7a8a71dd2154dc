import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { asSystem } from '@/lib/platform/db';
import { dataPlaneEnvironment } from '@/tests/support/data-plane';
import { freePort } from '@/tests/support/gatehouse';
import { addresses, importsOf } from '@/tests/support/imports';
import { eventually } from '@/tests/support/keys';
import { mailsTo } from '@/tests/support/mailbox';
import { startRole, type RoleProcess } from '@/tests/support/role-process';
import { startSmtpServer, type RunningSmtpServer } from '@/tests/support/smtp-server';
import { auditOf, createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let imports: ReturnType<typeof importsOf>;
let folder: string;
let port: number;
let smtp: RunningSmtpServer | null = null;
const workers: RoleProcess[] = [];

beforeEach(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  imports = importsOf(world, acme);
  world.deps.clock.moveTo(new Date());
  folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-import-'));
  port = await freePort();
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop('SIGKILL');
  await smtp?.stop();
  smtp = null;
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(mailsPerMinute: number): Promise<RoleProcess> {
  const worker = await startRole('worker', {
    ...dataPlaneEnvironment(world.database),
    ROLES: 'worker',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    INVITATION_MAILS_PER_MINUTE: String(mailsPerMinute),
  });
  workers.push(worker);
  return worker;
}

const invited = async (importId: string) => (await imports.get(importId)).invitedCount;
const statusOf = async (importId: string) => (await imports.get(importId)).status;
/** Jobs of killed workers are given back after some seconds; here at once, since nothing is left of the worker. */
const forgetTheDead = () =>
  world.owner.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '1 minute' WHERE locked_at IS NOT NULL`,
  );

test('kill -9 at any moment of the writing: nobody is invited twice, and nobody is missed', async () => {
  const count = 8_000;
  const importId = await imports.preview(addresses(count));
  await imports.start(importId);
  let kills = 0;
  for (const [after, delay] of [
    [0, 15],
    [1_000, 0],
    [2_000, 60],
    [4_000, 120],
  ] as const) {
    const worker = await startWorker(1);
    await eventually(
      async () => (await invited(importId)) >= after || (await statusOf(importId)) !== 'running',
      60_000,
    );
    await new Promise((resolve) => setTimeout(resolve, delay));
    if ((await statusOf(importId)) === 'running') kills += 1;
    await worker.stop('SIGKILL');
    await forgetTheDead();
  }
  await startWorker(1);
  await eventually(async () => (await statusOf(importId)) === 'done', 60_000);
  expect(kills).toBeGreaterThan(1);
  const waiting = Object.values(await imports.waiting());
  expect([waiting.length, Math.max(...waiting)]).toEqual([count, 1]);
  expect((await imports.get(importId)).counts).toEqual({ invited: count });
  const mails = await imports.mails(importId);
  expect(new Set(mails.map(({ recipient }) => recipient)).size).toBe(count);
  expect(mails).toHaveLength(count);
  const events = await auditOf(world, acme.organizationId);
  const created = events.filter(({ action }) => action === 'invitation.created');
  expect([created.length, new Set(created.map((event) => event.target_label)).size]).toEqual([
    count,
    count,
  ]);
  expect(events.filter(({ action }) => action === 'invitation-import.finished')).toHaveLength(1);
}, 240_000);

test('kill -9 while mails leave: each gets there, always with the same Message-ID', async () => {
  const count = 60;
  smtp = await startSmtpServer(folder, port);
  const importId = await imports.preview(addresses(count));
  await imports.start(importId);
  const sent = async () => (await imports.get(importId)).mails.sent;
  const first = await startWorker(5_000);
  await eventually(async () => (await sent()) > 5, 60_000);
  await first.stop('SIGKILL');
  expect(await sent()).toBeLessThan(count);
  await forgetTheDead();
  await startWorker(5_000);
  await eventually(async () => (await sent()) === count, 60_000);
  for (let index = 1; index <= count; index += 1) {
    const got = await mailsTo(folder, `guest-${index}@example.com`);
    expect(new Set(got.map(({ mail }) => mail.messageId)).size).toBe(1);
  }
}, 180_000);

test('a password reset does not wait behind the mails of an import, nor behind a server that was down', async () => {
  const importId = await imports.preview(addresses(100));
  await imports.start(importId);
  await startWorker(60);
  await eventually(async () => (await statusOf(importId)) === 'done', 60_000);
  expect((await imports.get(importId)).mails.sent).toBe(0);
  smtp = await startSmtpServer(folder, port);
  await world.owner.query(
    `UPDATE outbox_mails SET due_at = now() - interval '1 minute' WHERE due_at IS NOT NULL`,
  );
  await world.owner.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL`,
  );
  await eventually(async () => (await imports.get(importId)).mails.sent > 0, 60_000);
  await asSystem(world.deps.db, 'reset-password', (tx) =>
    enqueueMail(world.deps, tx, 'ada@example.com', {
      template: 'reset-password',
      because: 'asked',
      name: 'Ada',
      link: 'http://localhost:3000/reset-password?token=x',
      expiresInMinutes: 30,
    }),
  );
  await eventually(async () => (await mailsTo(folder, 'ada@example.com')).length === 1, 20_000);
  expect((await imports.get(importId)).mails.sent).toBeLessThan(100);
}, 180_000);
