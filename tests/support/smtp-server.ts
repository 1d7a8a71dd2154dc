import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';

export type RunningSmtpServer = { url: string; stop: () => Promise<void> };

/**
 * A real SMTP server on loopback that keeps each mail as a file (`<n>.eml`) with its envelope beside it, so that tests
 * in other processes can read them.
 */
export async function startSmtpServer(folder: string, port = 0): Promise<RunningSmtpServer> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const name = path.join(folder, String(++count).padStart(5, '0'));
        const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
        writeFileSync(`${name}.envelope.json`, JSON.stringify(recipients));
        // The mail last: whoever finds it finds its envelope too.
        writeFileSync(`${name}.eml`, Buffer.concat(chunks));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
