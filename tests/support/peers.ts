import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

/** Whether a program of somebody else's is on this machine; `npm test` installs it on Debian as root. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

export type TestRedis = {
  url: string;
  /** As `kill -9` does; `restart` begins empty. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  keys(): Promise<string[]>;
  stop(): Promise<void>;
};

/** A real Redis on loopback, which keeps nothing on disk. */
export async function startRedis(port: number): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  const start = () =>
    spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      { stdio: 'ignore' },
    );
  let server = start();
  const ready = async () => {
    const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    probe.on('error', () => undefined);
    await probe.ping();
    probe.disconnect();
  };
  const kill = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  await ready();
  return {
    url,
    kill,
    async restart() {
      server = start();
      await ready();
    },
    async keys() {
      const probe = new Redis(url);
      const keys = await probe.keys('*');
      probe.disconnect();
      return keys;
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
