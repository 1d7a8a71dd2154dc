import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, signIn } from './support/world';

test.describe.configure({ timeout: 120_000 });

const rowsOf = (page: Page) =>
  page.getByRole('table', { name: 'Events, newest first' }).getByRole('row');

/** What the file of the newest export holds, once it is written. */
async function newestFile(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).first().click();
  return readFileSync(await (await download).path(), 'utf8');
}

test('an Admin searches the log, keeps the view in the address, and takes it as a file', async ({
  page,
}) => {
  const world = await createWorld(readStage(), 'Audited House');
  await createKey(readStage(), world, 'Loom key');
  await signIn(page, world.people.admin.email);
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await page.getByRole('searchbox', { name: 'Search events' }).fill('created loom');
  await expect(page).toHaveURL(/q=created/);
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(rowsOf(page).nth(1)).toContainText('Created an API key');
  await page.reload();
  await expect(rowsOf(page)).toHaveCount(2);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the audit log' });
  await expect(dialog).toContainText('matches the filters');
  await dialog.getByRole('radio', { name: 'JSON Lines' }).click();
  await dialog.getByRole('button', { name: 'Start export' }).click();
  await expect(page).toHaveURL(/\/audit-log\/exports$/);
  await expect(page.getByText('“created loom”')).toBeVisible();
  const lines = (await newestFile(page)).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
    'api-key.created',
  ]);

  await page.goto(`/orgs/${world.slug}/audit-log?action=api-key.created`);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Start export' }).click();
  await expect(page.getByRole('cell', { name: /Created an API key/ })).toBeVisible();
  await expect(page.getByText('Being written')).toHaveCount(0);
  const csv = (await newestFile(page)).trimEnd().split('\r\n');
  expect(csv).toHaveLength(2);
  expect(csv[1]).toContain('Loom key');

  // Another member, with the address of the file.
  const file = await page.getByRole('link', { name: 'Download' }).first().getAttribute('href');
  await page.context().clearCookies();
  await signIn(page, world.people.developer.email);
  const headers = { 'Sec-Fetch-Site': 'same-origin' };
  expect((await page.request.get(file!, { headers })).status()).toBe(404);
  await page.goto(`/orgs/${world.slug}/audit-log/exports`);
  await expect(page.getByRole('heading', { name: 'Nothing exported' })).toBeVisible();
});

test('a search that finds nothing says what it looks at, and leads back', async ({ page }) => {
  const world = await createWorld(readStage(), 'Empty House');
  await signIn(page, world.people.admin.email);
  await page.goto(`/orgs/${world.slug}/audit-log?q=zanzibar`);
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(rowsOf(page).nth(1)).toBeVisible();
});

test('an Admin chooses how long the log is kept; the others see it', async ({ page }) => {
  const world = await createWorld(readStage(), 'Keeping House');
  await signIn(page, world.people.admin.email);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  await page.getByRole('combobox', { name: 'Keep events for' }).click();
  await page.getByRole('option', { name: '1 year' }).click();
  await expect(page.getByText('Older events go tonight, for good')).toBeVisible();
  await page.getByRole('button', { name: 'Save retention' }).click();
  await expect(page.getByText('Retention saved')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Keep events for' })).toContainText('1 year');
  await page.goto(`/orgs/${world.slug}/audit-log?action=policy.updated`);
  await expect(rowsOf(page).nth(1)).toContainText('365');

  await page.context().clearCookies();
  await signIn(page, world.people['read-only'].email);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  await expect(page.getByText('1 year')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save retention' })).toHaveCount(0);
});

for (const [width, scheme] of [
  [360, 'light'],
  [360, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const) {
  test(`the log, its exports and their dialog fit ${width} px, ${scheme}`, async ({
    page,
  }, info) => {
    const world = await createWorld(readStage(), 'Fitting House');
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, world.people.admin.email);
    const fits = async (name: string) => {
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
    };
    await page.goto(`/orgs/${world.slug}/audit-log?q=added`);
    await expect(rowsOf(page).nth(1)).toBeVisible();
    await fits('log');
    await page.getByRole('button', { name: 'Export' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await fits('dialog');
    await page.getByRole('button', { name: 'Start export' }).click();
    await expect(page.getByRole('link', { name: 'Download' })).toBeVisible();
    await fits('exports');
    await page.goto(`/orgs/${world.slug}/settings/security`);
    await expect(page.getByRole('button', { name: 'Save retention' })).toBeVisible();
    await fits('retention');
  });
}
