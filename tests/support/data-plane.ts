import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '@/lib/platform/log';
import { loadEnv, requireServingEnv } from '@/lib/platform/env';
import { composeDataPlane } from '@/roles/data-plane/compose';
import { listen } from '@/roles/data-plane/server';
import type { TestDatabase } from './database';
import { TEST_APP_SECRET } from './test-server';

export const GATEWAY_TOKEN = 'gateway-token-of-the-tests-0123456789';
export const SECOND_GATEWAY_TOKEN = 'another-gateway-token-0123456789-longer';

export type RunningDataPlane = {
  url: string;
  port: number;
  /** Every line of the log so far. */
  logged: () => string;
  close: () => Promise<void>;
};

/** The environment of a data plane on a database of the tests. */
export function dataPlaneEnvironment(
  database: Pick<TestDatabase, 'appUrl' | 'systemUrl'>,
): Record<string, string> {
  return {
    DATABASE_APP_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    APP_SECRET: TEST_APP_SECRET,
    GATEWAY_TOKENS: `${GATEWAY_TOKEN},${SECOND_GATEWAY_TOKEN}`,
    ROLES: 'data-plane',
    LOG_LEVEL: 'debug',
  };
}

/** A data plane inside the test's own process, on a port of its own. */
export async function startDataPlane(
  database: Pick<TestDatabase, 'appUrl' | 'systemUrl'>,
  overrides: Record<string, string> = {},
): Promise<RunningDataPlane> {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const environment = { ...dataPlaneEnvironment(database), ...overrides };
  const env = requireServingEnv(loadEnv(environment));
  const log = createLogger({ role: 'data-plane', level: env.LOG_LEVEL, destination });
  const { server, close } = composeDataPlane(env, log);
  await listen(server, '127.0.0.1', 0);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, logged: () => lines.join(''), close };
}
