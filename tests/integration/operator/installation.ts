import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { authorize } from '@/lib/authz/authorize';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { loadSecrets } from '@/scripts/data-folder.mjs';
import { startEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { findServerProcesses } from '@/scripts/postgres/server-processes.mjs';
import { APP_ROLE, deriveLogin, SYSTEM_ROLE, urlFor } from '@/scripts/postgres/serving-roles.mjs';
import { GATEWAY_TOKEN, startDataPlane } from '@/tests/support/data-plane';
import { testDeps, testRequest } from '@/tests/support/deps';
import { goodPassword, noCookies } from '@/tests/support/people';
import { root, runOperator, type Ended } from './terminal';

export const email = 'ada@example.com';
export const slug = 'byron-engines';

/** A folder for data or backups. Root's database runs as another account, which must pass. */
export function createFolder(): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-backup-'));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** Ends a server that a test left behind, with everything in the folder. */
export function removeFolder(folder: string): void {
  for (const pid of findServerProcesses(path.join(folder, 'postgres'))) {
    process.kill(pid, 'SIGKILL');
  }
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** The operator's command on a data folder, with nothing else set. */
export const operate = (folder: string, args: string[], input = ''): Promise<Ended> =>
  runOperator({ GATEHOUSE_DATA_DIR: folder }, args, input);

/** A fresh installation with the embedded database, and an Admin in it. */
export async function install(folder: string): Promise<void> {
  const { code, stderr } = await operate(
    folder,
    [
      ...['create-admin', '--email', email, '--name', 'Ada Byron'],
      ...['--organization', 'Byron Engines', '--password-stdin'],
    ],
    goodPassword,
  );
  if (code !== 0) throw new Error(stderr);
}

/** The installation with its database and a data plane running, in this process. */
export async function open(folder: string) {
  const server = await startEmbeddedPostgres({ root, folder });
  const { APP_SECRET } = loadSecrets(folder);
  const database = {
    name: 'gatehouse',
    ownerUrl: server.url,
    appUrl: urlFor(server.url, deriveLogin(APP_SECRET, APP_ROLE)),
    systemUrl: urlFor(server.url, deriveLogin(APP_SECRET, SYSTEM_ROLE)),
    drop: () => Promise.resolve(),
  };
  const deps = testDeps(database);
  const plane = await startDataPlane(database, { APP_SECRET });

  const session = async () => {
    const input = { email, password: goodPassword };
    const tokens = requireSignedIn(await signInWithPassword(deps, testRequest(), input, noCookies));
    return findSession(deps, tokens.sessionToken, slug);
  };
  return {
    pid: server.pid,
    session,
    /** Made by the use case; the secret is told once. */
    async createKey(name: string): Promise<string> {
      const found = await session();
      if (!found?.membership) throw new Error('the Admin cannot sign in');
      const { organizationId, role, teamIds } = found.membership;
      const principal = {
        ...{ userId: found.user.id, userLabel: found.user.name, sessionId: found.sessionId },
        ...{ sessionMethod: found.method, organizationId, role, teamIds, isBeingDeleted: false },
        request: testRequest(),
      };
      const input = createApiKeySchema.parse({
        name,
        environment: 'production',
        teamId: teamIds[0],
      });
      const made = await createApiKey(deps, authorize(principal, 'api-key.create'), input);
      return made.secret;
    },
    async verify(key: string): Promise<boolean> {
      const response = await fetch(`${plane.url}/v1/keys/verify`, {
        method: 'POST',
        headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      });
      return ((await response.json()) as { valid: boolean }).valid;
    },
    sql: (text: string) => withClient(server.url, (client) => client.query(text)),
    async close(): Promise<void> {
      await plane.close();
      await deps.close();
      await server.stop();
    },
  };
}
