import net from 'node:net';

/** An answer in bytes: its head and its body as one text. */
export type FloodClient = {
  post: (head: string, body: string) => Promise<string>;
  close: () => void;
};

/**
 * One connection that sends a request and waits for its answer, and does as little besides as can be: the bench runs on
 * the cores that it measures. Answers must carry Content-Length.
 */
export async function connectClient(port: number): Promise<FloodClient> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let answer: ((text: string) => void) | null = null;
  let fail: ((error: Error) => void) | null = null;
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(received);
    if (received.length < end + 4 + Number(length?.[1] ?? 0)) return;
    answer?.(received);
    received = '';
  });
  socket.on('error', (error) => fail?.(error));
  socket.on('close', () => fail?.(new Error('the connection was closed')));
  return {
    post: (head, body) =>
      new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
        socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}
