import type { AnySql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import type { MailTemplate } from './templates';

/** Tried for about three days, at growing distances, before it is given up (graphile-worker: e^min(attempt, 10) s). */
const maxAttempts = 25;

/**
 * Writes a mail into the outbox, in the transaction of what it tells about, with the job that sends it.
 * @param recipient a canonical address (lib/kernel/email-address.ts).
 */
export async function enqueueMail(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  sql: AnySql,
  recipient: string,
  mail: MailTemplate,
): Promise<void> {
  const id = deps.ids.next();
  const payload = deps.vault.seal(JSON.stringify(mail), id);
  const messageId = messageIds(deps)(id);
  await sql.$executeRaw`
    INSERT INTO outbox_mails (id, recipient, template, payload_sealed, message_id, created_at)
    VALUES (${id}::uuid, ${recipient}, ${mail.template}, ${payload}, ${messageId}, ${deps.clock.now()})`;
  await enqueueJob(sql, 'send-mail', { mailId: id }, { jobKey: `mail:${id}`, maxAttempts });
}

/** Makes Message-IDs (RFC 5322 §3.6.4), of one mail the same at every attempt. */
export function messageIds({ config }: Pick<Deps, 'config'>): (mailId: string) => string {
  const { hostname } = new URL(config.appUrl);
  return (mailId) => `<${mailId}@${hostname}>`;
}
