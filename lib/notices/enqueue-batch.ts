import type { AnySql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import { messageIds } from './enqueue-mail';
import type { MailTemplate } from './templates';

export const batchTask = 'send-batch-mails';

/** A mail of a batch as the outbox takes it. */
export type SealedMail = {
  id: string;
  recipient: string;
  template: MailTemplate['template'];
  /** In Base64 (RFC 4648, section 4). */
  payload: string;
};

/**
 * Seals a mail of a batch, which may take its time outside of the transaction that writes it.
 * @param mail with an id of the caller's, which also makes the Message-ID: one mail for each, whoever tries twice.
 */
export function sealBatchMail(
  { vault }: Pick<Deps, 'vault'>,
  { id, recipient, mail }: { id: string; recipient: string; mail: MailTemplate },
): SealedMail {
  const payload = Buffer.from(vault.seal(JSON.stringify(mail), id)).toString('base64');
  return { id, recipient, template: mail.template, payload };
}

/**
 * Writes many mails into the outbox in one statement, in the transaction of what they tell about. They have no job each:
 * they leave a few at a time (send-batch.ts), so that whatever one person waits for goes before them.
 * @param batchId what they belong to, by which they can be counted.
 */
export async function enqueueBatch(
  deps: Pick<Deps, 'clock' | 'config'>,
  sql: AnySql,
  batchId: string,
  mails: readonly SealedMail[],
): Promise<void> {
  const now = deps.clock.now();
  const messageId = messageIds(deps);
  const rows = mails.map((mail) => ({ ...mail, messageId: messageId(mail.id) }));
  await sql.$executeRaw`
    INSERT INTO outbox_mails (id, recipient, template, payload_sealed, message_id, created_at, batch_id, due_at)
    SELECT r.id, r.recipient, r.template, decode(r.payload, 'base64'), r."messageId", ${now}, ${batchId}::uuid, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
           id uuid, recipient text, template text, payload text, "messageId" text)`;
  await enqueueJob(sql, batchTask, {}, { jobKey: batchTask });
}
