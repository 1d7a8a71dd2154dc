import { startTestServer } from './test-server';

/** Vitest's global setup: one Postgres for the run; the workers find it in the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const { stop, ...server } = await startTestServer();
  process.env.GATEHOUSE_TEST_SERVER = JSON.stringify(server);
  return stop;
}
