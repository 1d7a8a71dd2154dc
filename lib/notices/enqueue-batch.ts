import type { AnySql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import { messageIds } from './enqueue-mail';
import type { MailTemplate } from './templates';

export const batchTask = 'send-batch-mails';

/**
 * Writes many mails into the outbox in one statement, in the transaction of what they tell about. They have no job each:
 * they leave a few at a time (send-batch.ts), so that whatever one person waits for goes before them.
 * @param batchId what they belong to, by which they can be counted.
 * @param mails with an id of the caller's, which also makes the Message-ID: one mail for each, whoever tries twice.
 */
export async function enqueueBatch(
  deps: Pick<Deps, 'clock' | 'vault' | 'config'>,
  sql: AnySql,
  batchId: string,
  mails: readonly { id: string; recipient: string; mail: MailTemplate }[],
): Promise<void> {
  const now = deps.clock.now();
  const messageId = messageIds(deps);
  const rows = mails.map(({ id, recipient, mail }) => ({
    id,
    recipient,
    template: mail.template,
    payload: Buffer.from(deps.vault.seal(JSON.stringify(mail), id)).toString('hex'),
    messageId: messageId(id),
  }));
  await sql.$executeRaw`
    INSERT INTO outbox_mails (id, recipient, template, payload_sealed, message_id, created_at, batch_id, due_at)
    SELECT r.id, r.recipient, r.template, decode(r.payload, 'hex'), r."messageId", ${now}, ${batchId}::uuid, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
           id uuid, recipient text, template text, payload text, "messageId" text)`;
  await enqueueJob(sql, batchTask, {}, { jobKey: batchTask });
}
