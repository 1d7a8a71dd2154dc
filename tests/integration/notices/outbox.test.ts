import { runOnce } from 'graphile-worker';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { mailTasks } from '@/lib/notices/jobs';
import { sendMail, type MailDeps } from '@/lib/notices/send-mail';
import type { MailTemplate } from '@/lib/notices/templates';
import { asSystem } from '@/lib/platform/db';
import { createSmtpTransport } from '@/lib/platform/mail-transport';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { testDeps, type TestDeps } from '@/tests/support/deps';
import { freePort } from '@/tests/support/gatehouse';
import { mailsTo } from '@/tests/support/mailbox';
import { startSmtpServer } from '@/tests/support/smtp-server';

const mail: MailTemplate = {
  template: 'reset-password',
  because: 'asked',
  name: 'Ada',
  link: 'http://localhost:3000/reset-password?token=CANARY-live-token',
  expiresInMinutes: 30,
};

let database: TestDatabase;
let owner: pg.Client;
let deps: TestDeps;
let port: number;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  deps = testDeps(database);
});

beforeEach(async () => {
  port = await freePort();
  folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-mail-'));
  await owner.query('TRUNCATE outbox_mails; DELETE FROM graphile_worker._private_jobs');
});

afterAll(async () => {
  await deps.close();
  await owner.end();
  await database.drop();
});

async function withMailDeps<T>(work: (mailDeps: MailDeps) => Promise<T>): Promise<T> {
  const transport = createSmtpTransport(
    `smtp://127.0.0.1:${port}`,
    'Gatehouse <no-reply@localhost>',
  );
  const renderMail = (template: MailTemplate) =>
    Promise.resolve({
      subject: template.template,
      html: '<p>x</p>',
      text: JSON.stringify(template),
    });
  try {
    return await work({ ...deps, renderMail, transport, sayOnTerminal: () => undefined });
  } finally {
    transport.close();
  }
}

async function enqueue(recipient = 'ada@example.com'): Promise<string> {
  await asSystem(deps.db, 'reset-password', (tx) => enqueueMail(deps, tx, recipient, mail));
  const { rows } = await owner.query<{ id: string }>(
    'SELECT id FROM outbox_mails ORDER BY created_at DESC, id DESC LIMIT 1',
  );
  return rows[0]!.id;
}

const row = async (id: string) =>
  (
    await owner.query<{
      sent_at: Date | null;
      failed_at: Date | null;
      attempts: number;
      payload_sealed: Buffer | null;
      last_error: string | null;
      message_id: string;
    }>('SELECT * FROM outbox_mails WHERE id = $1', [id])
  ).rows[0]!;

const jobs = async () => (await owner.query('SELECT * FROM graphile_worker.jobs')).rowCount;

describe('enqueueMail', () => {
  test('leaves neither mail nor job when the act it tells about is rolled back', async () => {
    const act = asSystem(deps.db, 'reset-password', async (tx) => {
      await enqueueMail(deps, tx, 'ada@example.com', mail);
      throw new Error('the act failed');
    });
    await expect(act).rejects.toThrow('the act failed');
    expect((await owner.query('SELECT 1 FROM outbox_mails')).rowCount).toBe(0);
    expect(await jobs()).toBe(0);
  });

  test('keeps no live link in the database in the clear', async () => {
    await enqueue();
    const dump = await owner.query<{ text: string }>(
      `SELECT (SELECT string_agg(o::text, '') FROM outbox_mails o) || (SELECT string_agg(j::text, '') FROM graphile_worker._private_jobs j) AS text`,
    );
    expect(dump.rows[0]!.text).not.toContain('CANARY');
    expect(dump.rows[0]!.text).not.toContain(Buffer.from('CANARY').toString('hex'));
  });
});

describe('sendMail', () => {
  test('hands the mail to the server once, however many workers try, and empties the payload', async () => {
    const server = await startSmtpServer(folder, port);
    const id = await enqueue();
    await withMailDeps(async (mailDeps) => {
      const tries = await Promise.allSettled(
        Array.from({ length: 5 }, () => sendMail(mailDeps, id)),
      );
      // Who finds the mail in another's hands cannot know how that ends, and comes again.
      for (const result of tries) {
        if (result.status === 'fulfilled') continue;
        expect(String(result.reason)).toContain('another worker has this mail in hand');
      }
      await sendMail(mailDeps, id);
    });
    const received = await mailsTo(folder, 'ada@example.com');
    expect(received).toHaveLength(1);
    expect(received[0]!.mail.messageId).toBe(`<${id}@localhost>`);
    expect(await row(id)).toMatchObject({ payload_sealed: null, failed_at: null, attempts: 1 });
    expect((await row(id)).sent_at).not.toBeNull();
    await server.stop();
  });

  test('loses nothing while the server is down, and sends when it is back', async () => {
    const id = await enqueue();
    await withMailDeps(async (mailDeps) => {
      await expect(sendMail(mailDeps, id)).rejects.toThrow();
      await expect(sendMail(mailDeps, id)).rejects.toThrow();
      expect(await row(id)).toMatchObject({ sent_at: null, failed_at: null, attempts: 2 });
      const server = await startSmtpServer(folder, port);
      await sendMail(mailDeps, id);
      await sendMail(mailDeps, id);
      await server.stop();
    });
    expect(await mailsTo(folder, 'ada@example.com')).toHaveLength(1);
    expect(await row(id)).toMatchObject({ attempts: 3, last_error: null });
  });

  test('tries again with the same Message-ID where the server said "later" or hung up after the mail', async () => {
    const id = await enqueue();
    const server = await startSmtpServer(folder, port, { replies: ['later', 'hang up'] });
    await withMailDeps(async (mailDeps) => {
      await expect(sendMail(mailDeps, id)).rejects.toThrow();
      await expect(sendMail(mailDeps, id)).rejects.toThrow();
      await sendMail(mailDeps, id);
    });
    const received = await mailsTo(folder, 'ada@example.com');
    expect(new Set(received.map(({ mail: { messageId } }) => messageId))).toEqual(
      new Set([`<${id}@localhost>`]),
    );
    await server.stop();
  });

  test('gives up a mail that the server refuses for good, and says so in the row', async () => {
    const id = await enqueue();
    const server = await startSmtpServer(folder, port, { replies: ['never'] });
    await withMailDeps(async (mailDeps) => {
      await sendMail(mailDeps, id);
      await sendMail(mailDeps, id);
    });
    expect((await row(id)).failed_at).not.toBeNull();
    expect((await row(id)).last_error).toContain('550');
    expect(await mailsTo(folder, 'ada@example.com')).toHaveLength(0);
    await server.stop();
  });
});

test('the worker, as gatehouse_system, takes the job from the act to the mail server', async () => {
  const server = await startSmtpServer(folder, port);
  const id = await enqueue('grace@example.com');
  const pool = new pg.Pool({ connectionString: database.systemUrl, max: 2 });
  await withMailDeps((mailDeps) =>
    runOnce({ pgPool: pool, taskList: mailTasks(mailDeps), noHandleSignals: true }),
  );
  await pool.end();
  expect(await mailsTo(folder, 'grace@example.com')).toHaveLength(1);
  expect((await row(id)).sent_at).not.toBeNull();
  expect(await jobs()).toBe(0);
  await server.stop();
});
