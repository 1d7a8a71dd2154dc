import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { migrate } from '@/scripts/migrate.mjs';
import { withClient } from '@/scripts/postgres/connection.mjs';

/** Enough to clone databases from; passed to the workers in the environment. */
export type TestServer = { maintenanceUrl: string; template: string };

export type RunningTestServer = TestServer & { stop: () => Promise<void> };

const root = path.resolve(import.meta.dirname, '../..');

/** Every run of the tests on one server must derive the same passwords for the roles they share. */
export const TEST_APP_SECRET = 'the-secret-of-every-test-run-0123456789abcdef';

/** What is lost when the machine stops does not matter here, and speed does. */
const FAST = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_connections=300',
];

/**
 * A Postgres for one run of tests, with a migrated database to clone: the embedded one in a folder of
 * its own, or the one at GATEHOUSE_TEST_DATABASE_URL (a superuser's address).
 */
export async function startTestServer(): Promise<RunningTestServer> {
  const external = process.env.GATEHOUSE_TEST_DATABASE_URL;
  const server = external === undefined ? await startOwnServer() : foreignServer(external);
  const template = `gatehouse_template_${process.pid}`;
  await withClient(server.maintenanceUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${template}`);
  });
  const url = databaseUrl(server.maintenanceUrl, template);
  await migrate({ root, url, appSecret: TEST_APP_SECRET });
  return {
    maintenanceUrl: server.maintenanceUrl,
    template,
    stop: async () => {
      await withClient(server.maintenanceUrl, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`),
      );
      await server.stop();
    },
  };
}

/** The address of another database of the same server. */
export function databaseUrl(maintenanceUrl: string, name: string): string {
  const url = new URL(maintenanceUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function startOwnServer() {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-test-'));
  // Root's server runs as another account, which must pass.
  fs.chmodSync(folder, 0o755);
  removeWithThisProcess(folder);
  const server = await startEmbeddedPostgres({ root, folder, settings: FAST });
  return {
    maintenanceUrl: databaseUrl(server.url, 'postgres'),
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function foreignServer(maintenanceUrl: string) {
  return { maintenanceUrl, stop: () => Promise.resolve() };
}

/** A killed run of the tests cleans up nothing. This watcher sees its pipe close, however the run ended. */
function removeWithThisProcess(folder: string): void {
  const script = `
    read -r _
    pid=$(head -n 1 "$0/postgres/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    while kill -0 "\${pid:-none}" 2>/dev/null; do sleep 0.1; done
    rm -rf "$0"`;
  const watcher = spawn('/bin/sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  // A child's pipe is a socket in disguise, which would keep this process alive.
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
}
