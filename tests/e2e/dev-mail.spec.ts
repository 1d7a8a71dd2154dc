import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { startGatehouse, type RunningGatehouse } from '@/tests/support/gatehouse';
import { TEST_APP_SECRET } from '@/tests/support/test-server';
import { freshEmail, signUp } from './support/forms';
import { expect, listenForComplaints, test } from './support/test';

test.describe.configure({ mode: 'serial' });

let folder: string;
let database: TestDatabase;
let gatehouse: RunningGatehouse;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-dev-mail-'));
  database = await createTestDatabase();
  gatehouse = await startGatehouse(
    {
      DATABASE_URL: database.ownerUrl,
      APP_SECRET: TEST_APP_SECRET,
      GATEWAY_TOKENS: 'gateway-token-of-the-browser-tests-0123456789',
      GATEHOUSE_DATA_DIR: path.join(folder, 'data'),
    },
    path.join(folder, 'gatehouse.log'),
  );
});

test.afterAll(async () => {
  await gatehouse.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The status of a GET whose target and headers go out as they are written. */
function ask(url: string, target: string, headers: http.OutgoingHttpHeaders): Promise<number> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path: target, headers: { host, ...headers } };
    http
      .get(options, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      })
      .on('error', reject);
  });
}

test.describe('without a mail server', () => {
  test('mails wait at /dev/mail, and their links are printed', async ({ browser, complaints }) => {
    const page = await browser.newPage({ baseURL: gatehouse.url });
    listenForComplaints(page, complaints);
    await page.goto('/dev/mail');
    await expect(page.getByText('No mail yet')).toBeVisible();
    const email = freshEmail('kept');
    await signUp(page, email);
    await expect(async () => {
      await page.goto('/dev/mail');
      await expect(page.getByText(email)).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole('link', { name: 'Confirm your email address' }).click();
    const link = page.getByRole('link', { name: /\/verify-email\?token=/ });
    const address = String(await link.getAttribute('href'));
    expect(address.startsWith(`${gatehouse.url}/verify-email?token=`)).toBe(true);
    await expect.poll(() => gatehouse.output()).toContain(address);
    await link.click();
    await page.getByRole('button', { name: 'Confirm email address' }).click();
    await expect(page).toHaveURL(/\/welcome$/);
    await page.close();
  });

  test('they are shown to this machine alone: not by another name, nor through a proxy', async () => {
    expect(await ask(gatehouse.url, '/dev/mail', {})).toBe(200);
    const refused: [target: string, headers: http.OutgoingHttpHeaders][] = [
      ['/dev/mail', { 'x-forwarded-for': '127.0.0.1' }],
      ['/dev/mail', { forwarded: 'for=127.0.0.1' }],
      ['/dev/mail', { 'x-forwarded-host': 'localhost' }],
      ['/dev/mail', { 'x-real-ip': '127.0.0.1' }],
      ['/dev/mail', { host: 'evil.example' }],
      ['/dev/mail', { host: 'localhost.evil.example' }],
      ['/dev//mail', { 'x-forwarded-for': '127.0.0.1' }],
      ['/dev/%6dail', { 'x-forwarded-for': '127.0.0.1' }],
      ['/%64ev/mail?x', { 'x-forwarded-for': '127.0.0.1' }],
      ['/DEV/mail', { 'x-forwarded-for': '127.0.0.1' }],
      ['/dev/./mail', { 'x-forwarded-for': '127.0.0.1' }],
    ];
    for (const [target, headers] of refused) {
      const status = await ask(gatehouse.url, target, headers);
      expect([target, headers, status]).toEqual([target, headers, expect.any(Number)]);
      expect([target, headers, status >= 400 && status < 500]).toEqual([target, headers, true]);
    }
  });
});

test('with a mail server there is no such page', async ({ stage }) => {
  for (const target of ['/dev/mail', '/dev/mail/1', '/dev/%6dail', '/dev//mail']) {
    expect([target, await ask(stage.url, target, {})]).toEqual([target, 404]);
  }
});
