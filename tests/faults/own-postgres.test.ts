import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { serverAccount } from '@/scripts/postgres/account.mjs';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { cleanUp, createFolder, freePort, get, start, until } from './instance';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await cleanUp();
});

const secrets = { APP_SECRET: 's'.repeat(40), GATEWAY_TOKENS: 'g'.repeat(40) };

/** What this machine has installed, as Debian lays it out. */
const debian = '/usr/lib/postgresql';
const installed = fs.existsSync(debian) ? fs.readdirSync(debian) : [];

/** A Postgres on a port, as an operator would have one. */
async function startPostgres(version: string): Promise<string> {
  const folder = createFolder();
  const account = serverAccount([]);
  if (account) fs.chownSync(folder, account.uid, account.gid);
  const data = path.join(folder, 'data');
  const bin = path.join(debian, version, 'bin');
  const port = await freePort();
  const options = { ...account, cwd: folder };
  const init = ['-D', data, '-U', 'operator', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
  execFileSync(path.join(bin, 'initdb'), init, { ...options, stdio: 'ignore' });
  const settings = ['-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'];
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, ...settings], {
    ...options,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  stops.push(async () => {
    server.kill('SIGINT');
    await ended;
  });
  const url = (database: string) => `postgresql://operator@127.0.0.1:${port}/${database}`;
  await until('Postgres answers', 20_000, () =>
    withClient(url('postgres'), (client) => client.query('CREATE DATABASE console')).then(
      () => true,
      () => false,
    ),
  );
  return url('console');
}

for (const version of ['15', '16', '17', '18']) {
  test.runIf(installed.includes(version))(
    `PostgreSQL ${version} of the operator's is migrated and served, and left running`,
    async () => {
      const url = await startPostgres(version);
      const instance = await start({
        folder: createFolder(),
        env: { DATABASE_URL: url, ...secrets },
      });
      await instance.ready();
      expect(instance.output()).toContain('migrated the database');
      expect(await get(`${instance.url}/sign-up`, 15_000)).toBe(200);
      instance.kill('SIGTERM');
      expect(await instance.exited).toEqual({ code: 0, signal: null });
      await withClient(url, (client) => client.query('SELECT 1'));
    },
  );
}
