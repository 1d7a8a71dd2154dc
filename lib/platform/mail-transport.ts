import { createTransport } from 'nodemailer';

export type OutgoingMail = {
  messageId: string;
  to: string;
  subject: string;
  html: string;
  text: string;
};

/** The way out for mail. */
export type MailTransport = {
  /** @throws where the server did not take the mail; `isPermanentRefusal` tells whether to try again. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
};

/** RFC 5321 §4.2.1: a reply of 5yz means the server will not take this mail however often it is tried. */
export function isPermanentRefusal(error: unknown): boolean {
  const reply = (error as { responseCode?: unknown } | null)?.responseCode;
  const command = (error as { command?: unknown } | null)?.command;
  return typeof reply === 'number' && reply >= 500 && command !== 'AUTH' && command !== 'CONN';
}

/** Whether the server could not be reached, or would talk to nobody: another mail would fare no better now. */
export function isServerLost(error: unknown): boolean {
  const { responseCode, command, code } = (error ?? {}) as Record<string, unknown>;
  if (typeof responseCode === 'number') return command === 'AUTH' || command === 'CONN';
  return typeof code === 'string' && /^E[A-Z]+$/.test(code);
}

/** @param smtpUrl `smtp://` or `smtps://`, with user and password where the server asks for them. */
export function createSmtpTransport(smtpUrl: string, from: string): MailTransport {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      await transport.sendMail({
        from,
        // An object, never a text: nodemailer would read `a@x,b@y` as two recipients.
        to: { name: '', address: mail.to },
        messageId: mail.messageId,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
