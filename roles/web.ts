import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import next from 'next';
import { EnvError, servingEnvOfProcess } from '@/lib/platform/env';
import { createLogger } from '@/lib/platform/log';
import { webDeps } from '@/lib/web/deps';
import { beginRole, endRole, EXIT_MISCONFIGURED } from './lifecycle';
import { createPasswordSignIn, passwordSignInPath } from './web/password-sign-in';

/** How long requests in hand may take once the role was told to stop. */
const DRAIN_MILLISECONDS = 10_000;

/** Pages and actions: Next, on a Unix socket that only the data plane reaches. */
async function main(): Promise<void> {
  const role = beginRole();
  const env = servingEnvOfProcess();
  const log = createLogger({ role: 'web', level: env.LOG_LEVEL });
  const socket = env.GATEHOUSE_WEB_SOCKET;
  if (socket === undefined) throw new EnvError('GATEHOUSE_WEB_SOCKET', 'is missing');

  const dev = env.NODE_ENV === 'development';
  const app = next({ dev, dir: process.cwd(), hostname: 'localhost', port: env.PORT });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  const signInWithPassword = createPasswordSignIn(webDeps());
  const server = http.createServer((request, response) => {
    if (request.method === 'POST' && request.url === passwordSignInPath) {
      signInWithPassword(request, response);
    } else void handle(request, response);
  });
  server.on('upgrade', (request, connection, head) => void upgrade(request, connection, head));
  // The data plane keeps connections open; it, and not this side, decides when one ends.
  server.keepAliveTimeout = 75_000;
  await listen(server, socket);
  log.info('web is ready');

  role.onStop(async () => {
    await close(server);
    await app.close();
    removeSocket(socket);
  });
}

/** A socket of a process that was killed is still there, and would refuse the address. */
async function listen(server: http.Server, socket: string): Promise<void> {
  fs.mkdirSync(path.dirname(socket), { recursive: true, mode: 0o700 });
  fs.rmSync(socket, { force: true });
  const before = process.umask(0o177);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  process.umask(before);
}

/** With its folder, which the supervisor made for it: after `kill -9` nobody else would. */
function removeSocket(socket: string): void {
  try {
    fs.rmSync(socket, { force: true });
    fs.rmdirSync(path.dirname(socket));
  } catch {
    // Something else lies in there: not ours to remove.
  }
}

async function close(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
  await closed;
  clearTimeout(timer);
}

main().catch((error: unknown) => {
  const log = createLogger({ role: 'web', level: 'info' });
  log.error({ err: error }, 'web cannot start');
  endRole(error instanceof EnvError ? EXIT_MISCONFIGURED : 1);
});
