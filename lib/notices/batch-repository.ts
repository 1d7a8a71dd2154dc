import type { SystemSql, SystemTx } from '@/lib/platform/db';
import type { MailTemplate } from './templates';

/** Any number, the same in every Gatehouse: who holds this advisory lock sends batches. */
const batchLock = 471_484;

/** A process that stands still keeps the lock no longer than this. */
const longestStandstill = '5min';

/** Whether this transaction is the one that sends; until it ends no other does. A killed process's lock ends with it. */
export async function takeBatchLock(tx: SystemTx): Promise<boolean> {
  await tx.$queryRaw`SELECT set_config('idle_in_transaction_session_timeout', ${longestStandstill}, true)`;
  const rows = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${batchLock}::bigint) AS taken`;
  return rows[0]?.taken === true;
}

/** Mails of batches that left since then. */
export async function countSentSince(tx: SystemTx, since: Date): Promise<number> {
  return tx.outboxMail.count({ where: { dueAt: { not: null }, sentAt: { gt: since } } });
}

export type DueMail = {
  id: string;
  recipient: string;
  template: MailTemplate['template'];
  /** What it belongs to. */
  batchId: string;
  attempts: number;
};

/** What may leave now, the longest due first; of several batches the mails that were written first. */
export async function selectDueMails(tx: SystemTx, now: Date, limit: number): Promise<DueMail[]> {
  return tx.$queryRaw<DueMail[]>`
    SELECT id, recipient, template, batch_id AS "batchId", attempts FROM outbox_mails
     WHERE due_at <= ${now} AND sent_at IS NULL AND failed_at IS NULL ORDER BY due_at, id LIMIT ${limit}`;
}

/** When the next one may leave; null where none waits. */
export async function selectNextDue(tx: SystemTx): Promise<Date | null> {
  const rows = await tx.$queryRaw<{ next: Date | null }[]>`
    SELECT min(due_at) AS next FROM outbox_mails
     WHERE due_at IS NOT NULL AND sent_at IS NULL AND failed_at IS NULL`;
  return rows[0]?.next ?? null;
}

export async function updateDue(tx: SystemTx, id: string, dueAt: Date): Promise<void> {
  await tx.outboxMail.updateMany({ where: { id, sentAt: null }, data: { dueAt } });
}

export async function updateGivenUp(tx: SystemTx, id: string, failedAt: Date): Promise<void> {
  await tx.outboxMail.updateMany({ where: { id, sentAt: null }, data: { failedAt } });
}

/** Takes back what has not left. */
export async function deleteUnsent(tx: SystemTx, id: string): Promise<void> {
  await tx.outboxMail.deleteMany({ where: { id, sentAt: null } });
}

export type BatchCounts = { all: number; sent: number; failed: number };

/** How far the mails of a batch have come. */
export async function selectBatchCounts(sql: SystemSql, batchId: string): Promise<BatchCounts> {
  const rows = await sql.$queryRaw<BatchCounts[]>`
    SELECT count(*)::int AS all, count(sent_at)::int AS sent, count(failed_at)::int AS failed
      FROM outbox_mails WHERE batch_id = ${batchId}::uuid`;
  return rows[0] ?? { all: 0, sent: 0, failed: 0 };
}
