import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { isPermanentRefusal, type MailTransport } from '@/lib/platform/mail-transport';
import type { MailTemplate, RenderMail } from './templates';

export type MailDeps = Pick<Deps, 'clock' | 'db' | 'vault' | 'log'> & {
  renderMail: RenderMail;
  /** Null where mails are kept and shown at /dev/mail. */
  transport: MailTransport | null;
  /**
   * Says something on the operator's terminal, past the log and its redaction: without a mail server this is how a
   * person gets the link.
   */
  sayOnTerminal: (text: string) => void;
};

/** Longer than the transport's own time limits together, so that they end first. */
const slowestServerMs = 120_000;

type WaitingMail = {
  id: string;
  recipient: string;
  payload_sealed: Uint8Array;
  message_id: string;
};

/**
 * The mail if it is still to be sent. SKIP LOCKED: one that another worker has in hand is not waited for.
 * @throws where another worker has it: that one may fail yet, so this job must come again.
 */
async function takeMail(tx: SystemTx, mailId: string): Promise<WaitingMail | undefined> {
  const [taken] = await tx.$queryRaw<WaitingMail[]>`
    SELECT id, recipient, payload_sealed, message_id FROM outbox_mails
    WHERE id = ${mailId}::uuid AND sent_at IS NULL AND failed_at IS NULL FOR UPDATE SKIP LOCKED`;
  if (taken !== undefined) return taken;
  const [waiting] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM outbox_mails
    WHERE id = ${mailId}::uuid AND sent_at IS NULL AND failed_at IS NULL`;
  if (waiting !== undefined) throw new Error('another worker has this mail in hand');
  return undefined;
}

/**
 * Sends one mail of the outbox, at least once and with the same Message-ID each time. The row is held while the
 * server answers, so that two workers never send it both; a crash between the server's answer and our commit is
 * the only way to a second copy. Once sent by SMTP the sealed payload is emptied.
 * @throws where the server could not be reached or said "later", so that the job is tried again.
 */
export async function sendMail(deps: MailDeps, mailId: string): Promise<void> {
  const failure = await asSystem(
    deps.db,
    'send-mail',
    async (tx) => {
      const waiting = await takeMail(tx, mailId);
      if (waiting === undefined) return null;
      const mail = JSON.parse(deps.vault.open(waiting.payload_sealed, waiting.id)) as MailTemplate;
      const now = deps.clock.now();
      try {
        await deliver(deps, waiting, mail);
      } catch (error) {
        const permanent = isPermanentRefusal(error);
        await tx.outboxMail.update({
          where: { id: waiting.id },
          data: {
            attempts: { increment: 1 },
            lastError: error instanceof Error ? error.message.slice(0, 500) : 'unknown',
            ...(permanent ? { failedAt: now } : {}),
          },
        });
        deps.log.warn({ mailId, permanent, err: error }, 'a mail was not taken');
        return permanent ? null : error;
      }
      await tx.outboxMail.update({
        where: { id: waiting.id },
        data: {
          attempts: { increment: 1 },
          sentAt: now,
          lastError: null,
          ...(deps.transport === null ? {} : { payloadSealed: null }),
        },
      });
      return null;
    },
    slowestServerMs,
  );
  if (failure !== null) throw failure instanceof Error ? failure : new Error('mail not sent');
}

async function deliver(deps: MailDeps, waiting: WaitingMail, mail: MailTemplate): Promise<void> {
  if (deps.transport === null) {
    deps.log.info({ mailId: waiting.id, template: mail.template }, 'a mail waits at /dev/mail');
    deps.sayOnTerminal(linksOf(waiting.recipient, mail));
    return;
  }
  const rendered = await deps.renderMail(mail);
  await deps.transport.send({ messageId: waiting.message_id, to: waiting.recipient, ...rendered });
}

function linksOf(recipient: string, mail: MailTemplate): string {
  const links = Object.values(mail).filter((value) => /^https?:\/\//.test(String(value)));
  const code = 'code' in mail ? ` (code ${mail.code})` : '';
  const lines = links.map((link) => `    ${String(link)}\n`).join('');
  return `\n  Mail to ${recipient}: ${mail.template}${code}\n${lines}\n`;
}
