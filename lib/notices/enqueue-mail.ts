import type { AnyTx } from '@/lib/platform/db';
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
  tx: AnyTx,
  recipient: string,
  mail: MailTemplate,
): Promise<void> {
  const id = deps.ids.next();
  await tx.outboxMail.createMany({
    data: [
      {
        id,
        recipient,
        template: mail.template,
        payloadSealed: deps.vault.seal(JSON.stringify(mail), id),
        messageId: `<${id}@${new URL(deps.config.appUrl).hostname}>`,
        createdAt: deps.clock.now(),
      },
    ],
  });
  await enqueueJob(tx, 'send-mail', { mailId: id }, { jobKey: `mail:${id}`, maxAttempts });
}
