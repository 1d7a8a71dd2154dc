import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';

export type RunningSmtpServer = { url: string; stop: () => Promise<void> };

/** How the server treats the next mails, in order, before it takes all the rest: 451, 550, or a cut line after the data. */
type Reply = 'later' | 'never' | 'hang up';

/**
 * A real SMTP server on loopback that keeps each mail as a file (`<n>.eml`) with its envelope beside it, so that tests
 * in other processes can read them.
 */
export async function startSmtpServer(
  folder: string,
  port = 0,
  { replies = [] }: { replies?: Reply[] } = {},
): Promise<RunningSmtpServer> {
  mkdirSync(folder, { recursive: true });
  const waiting = [...replies];
  let count = 0;
  const keep = (mail: Buffer, recipients: string[]) => {
    const name = path.join(folder, String(++count).padStart(5, '0'));
    writeFileSync(`${name}.envelope.json`, JSON.stringify(recipients));
    // The mail last: whoever finds it finds its envelope too.
    writeFileSync(`${name}.eml`, mail);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 500,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const reply = waiting.shift();
        if (reply === 'later' || reply === 'never') {
          done(Object.assign(new Error(reply), { responseCode: reply === 'later' ? 451 : 550 }));
          return;
        }
        keep(
          Buffer.concat(chunks),
          session.envelope.rcptTo.map(({ address }) => address),
        );
        if (reply === 'hang up') for (const connection of server.connections) connection.close();
        else done();
      });
    },
  });
  // A client that goes away in the middle is part of what is tested.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
