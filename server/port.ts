import http from 'node:http';
import net from 'node:net';
import { EnvError } from '@/lib/platform/env';

/** A predecessor that was killed needs a moment to leave. */
const TRIES = 8;
const PAUSE_MILLISECONDS = 250;

/** @throws EnvError where the address cannot be listened on. */
export async function checkAddress(host: string, port: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const problem = await tryListen(host, port);
    if (problem === undefined) return;
    if (problem === 'EADDRINUSE' && attempt < TRIES) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      continue;
    }
    if (problem === 'EADDRINUSE') {
      throw new EnvError(
        'PORT',
        `${port} on ${host} is taken by another program: stop that, or set PORT to a free one`,
      );
    }
    if (problem === 'EACCES') {
      throw new EnvError('PORT', `${port} may not be used by this account: set another one`);
    }
    throw new EnvError('HOST', `${host} is no address of this machine (${problem})`);
  }
}

async function tryListen(host: string, port: number): Promise<string | undefined> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Whether the data plane says that everything behind it is ready. */
export function isReady(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return new Promise((resolve) => {
    const options = { host: reachable, port, path: '/readyz', agent: false, timeout: 2_000 };
    const request = http.get(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
