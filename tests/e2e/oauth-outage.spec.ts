import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { freePort, startGatehouse, type RunningGatehouse } from '@/tests/support/gatehouse';
import { startGithubServer } from '@/tests/support/github-server';
import { answerWith, faults, type RunningProvider } from '@/tests/support/oauth-people';
import { startOpenIdProvider } from '@/tests/support/openid-provider';
import { TEST_APP_SECRET } from '@/tests/support/test-server';
import { freshEmail } from './support/forms';
import { wayBack, type ProviderName } from './support/oauth';
import { expect, test } from './support/test';

test.describe.configure({ mode: 'serial' });

const names = { google: 'Google', github: 'GitHub' } as const;
let folder: string;
let database: TestDatabase;
let gatehouse: RunningGatehouse;
let running: Record<ProviderName, RunningProvider>;

/** A Gatehouse and providers of its own, since these fall for everybody at once. */
test.beforeAll(async () => {
  test.setTimeout(90_000);
  folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-outage-'));
  database = await createTestDatabase();
  const port = await freePort();
  const client = (provider: ProviderName) => ({
    clientId: `id-at-${provider}`,
    clientSecret: `secret-at-${provider}`,
    redirectUri: `http://localhost:${port}/api/auth/callback/${provider}`,
  });
  running = {
    google: await startOpenIdProvider(client('google')),
    github: await startGithubServer(client('github')),
  };
  gatehouse = await startGatehouse(
    {
      DATABASE_URL: database.ownerUrl,
      APP_SECRET: TEST_APP_SECRET,
      GATEWAY_TOKENS: 'gateway-token-of-the-browser-tests-0123456789',
      GATEHOUSE_DATA_DIR: path.join(folder, 'data'),
      GOOGLE_CLIENT_ID: client('google').clientId,
      GOOGLE_CLIENT_SECRET: client('google').clientSecret,
      GOOGLE_ISSUER: running.google.url,
      GITHUB_CLIENT_ID: client('github').clientId,
      GITHUB_CLIENT_SECRET: client('github').clientSecret,
      GITHUB_URL: running.github.url,
      GITHUB_API_URL: `${running.github.url}/api`,
    },
    path.join(folder, 'gatehouse.log'),
    port,
  );
});

test.afterAll(async () => {
  await gatehouse.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

for (const provider of ['google', 'github'] as const) {
  test(`${names[provider]} that falls while somebody is there leads them back to sign-in`, async ({
    page,
  }) => {
    await page.goto(`${gatehouse.url}/sign-in?next=/account/sessions`);
    await page.getByRole('button', { name: `Continue with ${names[provider]}` }).click();
    await expect(page.getByLabel('Login')).toBeVisible();
    const back = await wayBack(page.request, page.url(), freshEmail('falls'));
    await running[provider].stop();
    await page.goto(back);
    const alert = page.locator('main').getByRole('alert');
    await expect(alert).toContainText(`Continuing with ${names[provider]} did not work`);
    await expect(page).toHaveURL(/\/sign-in\?.*next=%2Faccount%2Fsessions/);
    const cookies = await page.context().cookies(gatehouse.url);
    expect(cookies.filter(({ name }) => name.startsWith('gatehouse-session'))).toEqual([]);
  });
}

/** Tries to leave for Google, and says in how many milliseconds the page told that it cannot be reached. */
async function refusedStart(page: Page): Promise<number> {
  await page.goto(`${gatehouse.url}/sign-in`);
  const start = performance.now();
  await page.getByRole('button', { name: 'Continue with Google' }).click();
  const alert = page.locator('main').getByRole('alert');
  await expect(alert).toHaveText(
    'Google cannot be reached right now. Try again in a moment, or sign in another way.',
    { timeout: 20_000 },
  );
  await expect(page).toHaveURL(`${gatehouse.url}/sign-in`);
  await expect(page.getByRole('button', { name: 'Continue with Google' })).toBeEnabled();
  expect(await page.context().cookies(gatehouse.url)).toEqual([]);
  return performance.now() - start;
}

test('Google that refuses the connection is told of on the page, and nobody leaves it', async ({
  page,
}) => {
  expect(await refusedStart(page)).toBeLessThan(5_000);
});

for (const fault of faults) {
  test(`Google whose first answer is out of order (${fault}) is told of within 15 seconds`, async ({
    page,
  }) => {
    const stub = http.createServer((_, response) => answerWith(fault, response));
    const { port } = new URL(running.google.url);
    await new Promise<void>((resolve) => stub.listen(Number(port), '127.0.0.1', resolve));
    try {
      expect(await refusedStart(page)).toBeLessThan(15_000);
    } finally {
      stub.closeAllConnections();
      await new Promise((resolve) => stub.close(resolve));
    }
  });
}
