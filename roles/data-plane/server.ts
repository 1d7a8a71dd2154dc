import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const drainMs = 10_000;

type ServerParts = {
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Headers of the answers to what is no HTTP request at all. */
  headers: Record<string, string>;
};

/** The server that owns the port, with limits for whoever sends slowly, endlessly or nonsense. */
export function createServer({ handle, headers }: ServerParts): http.Server {
  const server = http.createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      // Longer than the idle time of usual balancers, which would otherwise reuse a connection that we just closed.
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 2_000,
      noDelay: true,
    },
    handle,
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuseRaw(socket, headers, statusOf(error.code));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    refuseRaw(socket, headers, '405 Method Not Allowed');
  });
  return server;
}

const statuses = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_INVALID_METHOD', '405 Method Not Allowed'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

function statusOf(code = ''): string {
  return statuses.get(code) ?? '400 Bad Request';
}

/** An answer written by hand, where there is no request that node could answer. */
export function refuseRaw(socket: Duplex, headers: Record<string, string>, status: string): void {
  const [code, ...title] = status.split(' ');
  const body = JSON.stringify({
    type: 'about:blank',
    title: title.join(' '),
    status: Number(code),
    code: 'bad-request',
  });
  const lines = Object.entries({
    ...headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}

export async function listen(server: http.Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no more connections, lets the requests in hand finish, and then ends whatever is left. */
export async function drain(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Whoever sends one more request on a connection that it has is answered, and told to take another.
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  server.closeIdleConnections();
  // A connection that becomes idle would otherwise be kept for the next request, which must go elsewhere.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
