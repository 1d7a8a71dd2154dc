import { randomInt } from 'node:crypto';
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

export type Answer = {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  ms: number;
};

type Sent = { method?: string; headers?: Record<string, string>; body?: Buffer };

export async function send(port: number, path: string, sent: Sent = {}): Promise<Answer> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        port,
        host: '127.0.0.1',
        path,
        agent,
        method: sent.method ?? 'GET',
        headers: {
          host: `localhost:${port}`,
          // Everybody comes from a network of their own, through the proxy that this host is.
          'x-forwarded-for': freshNetwork(),
          ...sent.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
            ms: performance.now() - since,
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(sent.body);
  });
}

/** An address of a /64 of its own, as from behind a proxy. */
export const freshNetwork = () => `2001:db8:${word()}:${word()}::1`;

const word = () => randomInt(0x10000).toString(16);

/** Sends the form of /sign-in as the page's own script does. */
export async function submit(
  port: number,
  values: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = Buffer.from(new URLSearchParams(values).toString());
  return send(port, '/sign-in/password', {
    method: 'POST',
    body,
    headers: {
      accept: 'application/json',
      origin: `http://localhost:${port}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      ...headers,
    },
  });
}
