import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '@/scripts/build.mjs';
import { createTestDatabase } from '@/tests/support/database';
import { startDnsServer } from '@/tests/support/dns-server';
import { freePort, startGatehouse } from '@/tests/support/gatehouse';
import { startGithubServer } from '@/tests/support/github-server';
import { startOpenIdProvider } from '@/tests/support/openid-provider';
import { startSmtpServer } from '@/tests/support/smtp-server';
import { startTestServer, TEST_APP_SECRET } from '@/tests/support/test-server';
import type { Stage } from './stage';

const gatewayToken = 'gateway-token-of-the-browser-tests-0123456789';

/** One Postgres, one mail server and one Gatehouse, built and started as for production, for all browser tests. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-e2e-'));
  const mailFolder = path.join(folder, 'mail');
  const logFile = path.join(folder, 'gatehouse.log');
  // Before anything waits for it: a build may take a minute on a busy machine.
  await ensureBuilt(path.resolve(import.meta.dirname, '../../..'));
  const { stop: stopServer, ...server } = await startTestServer();
  // For a test that brings up a Gatehouse of its own.
  process.env.GATEHOUSE_TEST_SERVER = JSON.stringify(server);
  const database = await createTestDatabase(server);
  const smtp = await startSmtpServer(mailFolder);
  const dnsFolder = path.join(folder, 'dns');
  mkdirSync(dnsFolder);
  const nameServer = await startDnsServer(dnsFolder);
  // Known before it runs, since providers lead only to addresses that they were told.
  const port = await freePort();
  const client = (provider: string) => ({
    clientId: `gatehouse-at-${provider}`,
    clientSecret: `secret-of-gatehouse-at-${provider}`,
    redirectUri: `http://localhost:${port}/api/auth/callback/${provider}`,
  });
  const openId = await startOpenIdProvider(client('google'));
  const github = await startGithubServer(client('github'));
  const gatehouse = await startGatehouse(
    {
      DATABASE_URL: database.ownerUrl,
      APP_SECRET: TEST_APP_SECRET,
      GATEWAY_TOKENS: gatewayToken,
      SMTP_URL: smtp.url,
      DNS_SERVERS: nameServer.address,
      GATEHOUSE_DATA_DIR: path.join(folder, 'data'),
      GOOGLE_CLIENT_ID: client('google').clientId,
      GOOGLE_CLIENT_SECRET: client('google').clientSecret,
      GOOGLE_ISSUER: openId.url,
      GITHUB_CLIENT_ID: client('github').clientId,
      GITHUB_CLIENT_SECRET: client('github').clientSecret,
      GITHUB_URL: github.url,
      GITHUB_API_URL: `${github.url}/api`,
    },
    logFile,
    port,
  );
  const { ownerUrl, appUrl, systemUrl } = database;
  const stage: Stage = {
    url: gatehouse.url,
    database: { ownerUrl, appUrl, systemUrl },
    gatewayToken,
    mailFolder,
    dnsFolder,
    logFile,
    providers: { google: openId.url, github: github.url },
  };
  process.env.GATEHOUSE_E2E_STAGE = JSON.stringify(stage);
  return async () => {
    await gatehouse.stop();
    await openId.stop();
    await github.stop();
    await smtp.stop();
    await nameServer.stop();
    await database.drop();
    await stopServer();
  };
}
