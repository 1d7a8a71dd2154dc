import net from 'node:net';

/** A connection on which bytes go out as they are written, for requests that no well-behaved client makes. */
export type RawConnection = {
  write: (text: string) => void;
  /** Everything received so far. */
  received: () => string;
  /** Waits until `enough` of it is there. @throws when the connection ends before. */
  until: (enough: (received: string) => boolean) => Promise<string>;
  /** Waits for the other side to end the connection, and gives what it said. */
  ended: Promise<string>;
  close: () => void;
};

export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  let text = '';
  let over = false;
  let look: () => void = () => undefined;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    look();
  });
  // A reset is an end like any other.
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    socket.on('close', () => {
      over = true;
      look();
      resolve(text);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    write: (bytes) => void socket.write(bytes, 'latin1'),
    received: () => text,
    until: (enough) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (enough(text)) resolve(text);
          else if (over) reject(new Error(`the connection ended after: ${text}`));
        };
        look();
      }),
    ended,
    close: () => socket.destroy(),
  };
}

/** Sends one text and gives all that comes back until the other side ends the connection. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const connection = await connectRaw(port);
  connection.write(text);
  return connection.ended;
}

/** The statuses of the answers in a text, in their order. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
