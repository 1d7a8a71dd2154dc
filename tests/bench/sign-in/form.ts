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
          'x-forwarded-for': `2001:db8:${word()}:${word()}::1`,
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

const word = () => randomInt(0x10000).toString(16);

export type Form = { path: string; hidden: [string, string][] };

/** A form of a page as a browser without scripts sends it: React puts the action's name into hidden fields. */
export async function readForm(port: number, path: string): Promise<Form> {
  const { body, status } = await send(port, path, { headers: { accept: 'text/html' } });
  const form = /<form[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  const hidden = [
    ...form.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g),
  ].map(([, name, value]): [string, string] => [unescape(name ?? ''), unescape(value ?? '')]);
  if (hidden.length === 0) throw new Error(`no form at ${path} (${status})`);
  return { path, hidden };
}

const unescape = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const boundary = 'gatehouse-bench-boundary';

export async function submit(
  port: number,
  { path, hidden }: Form,
  values: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const parts = [...hidden, ...Object.entries(values)].map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
  return send(port, path, {
    method: 'POST',
    body,
    headers: {
      origin: `http://localhost:${port}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(body.length),
      ...headers,
    },
  });
}
