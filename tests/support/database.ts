import { randomBytes } from 'node:crypto';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { APP_ROLE, deriveLogin, SYSTEM_ROLE, urlFor } from '@/scripts/postgres/serving-roles.mjs';
import { databaseUrl, TEST_APP_SECRET } from './test-server';
import type { TestServer } from './test-server';

export type TestDatabase = {
  name: string;
  /** Owns the tables: for looking at everything, never for what is under test. */
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  drop: () => Promise<void>;
};

/** A migrated database of the caller's own, cloned from the run's template. */
export async function createTestDatabase(server = readTestServer()): Promise<TestDatabase> {
  const { maintenanceUrl, template } = server;
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await withClient(maintenanceUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`),
  );
  const ownerUrl = databaseUrl(maintenanceUrl, name);
  return {
    name,
    ownerUrl,
    appUrl: urlFor(ownerUrl, deriveLogin(TEST_APP_SECRET, APP_ROLE)),
    systemUrl: urlFor(ownerUrl, deriveLogin(TEST_APP_SECRET, SYSTEM_ROLE)),
    drop: async () => {
      await withClient(maintenanceUrl, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

function readTestServer(): TestServer {
  const text = process.env.GATEHOUSE_TEST_SERVER;
  if (text === undefined) throw new Error('No test server: run this through vitest or start one.');
  return JSON.parse(text) as TestServer;
}
