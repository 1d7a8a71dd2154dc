import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { linkIn, waitForMail } from '@/tests/support/mailbox';
import { expect, test } from './support/test';

/** Every row of every table as text, the job library's included. */
async function databaseText(ownerUrl: string): Promise<string> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  let text = '';
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    text += rows.map(({ row }) => row).join('\n');
  }
  await owner.end();
  return text;
}

test('no password, link, cookie or key that went through the product is in its log or its database', async ({
  page,
  stage,
  request,
}) => {
  test.setTimeout(120_000);
  const password = `canary-${randomBytes(12).toString('hex')}`;
  const email = `canary.${randomBytes(4).toString('hex')}@example.com`;

  await page.goto('/sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Canary');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor({ timeout: 30_000 });
  const link = linkIn(await waitForMail(stage.mailFolder, email), '/verify-email');
  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm email address' }).click();
  await page.getByRole('radio', { name: /Chat integration/ }).click();
  await page.getByLabel('Organization name').fill('Canary Mines');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  const overview = page.url();
  await page.goto(`${overview}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Canary key');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  const secret = await dialog.getByLabel('Secret key').inputValue();
  await dialog.getByRole('button', { name: 'I have saved it' }).click();

  await request.get('/v1/models', { headers: { authorization: `Bearer ${secret}` } });
  await request.post('/v1/keys/verify', {
    headers: { authorization: `Bearer ${stage.gatewayToken}` },
    data: { key: secret },
  });
  await request.post('/v1/keys/verify', {
    headers: { authorization: `Bearer ${stage.gatewayToken}` },
    data: `{"key": "${secret}"`,
  });
  await request.get(`/v1/models?key=${secret}`);
  await page.goto('/forgot-password');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Send reset link' }).click();
  const reset = linkIn(await waitForMail(stage.mailFolder, email, 2), '/reset-password');

  const session = (await page.context().cookies()).find(({ name }) =>
    name.includes('session'),
  )?.value;
  const canaries = {
    password,
    secret,
    session: String(session),
    link: String(new URL(link).searchParams.get('token')),
    reset: String(new URL(reset).searchParams.get('token')),
  };
  // The data plane writes last use and refusals once a second.
  await page.waitForTimeout(1500);
  const places = {
    log: readFileSync(stage.logFile, 'utf8'),
    database: await databaseText(stage.database.ownerUrl),
    page: await (await page.request.get(`${overview}/api-keys`)).text(),
    audit: await (await page.request.get(`${overview}/audit-log`)).text(),
  };
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(500);
    for (const [name, canary] of Object.entries(canaries)) {
      expect(canary.length, name).toBeGreaterThan(20);
      expect([name, place, text.includes(canary)]).toEqual([name, place, false]);
    }
  }
});
