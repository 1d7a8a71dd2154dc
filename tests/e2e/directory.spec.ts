import { readFileSync } from 'node:fs';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, signIn } from './support/world';

test.describe.configure({ timeout: 120_000 });

test('an Admin finds whom they look for, keeps the view in the address, and takes it as a file', async ({
  page,
}) => {
  const world = await createWorld(readStage(), 'Directory House');
  await createKey(readStage(), world, 'Loom key');
  await signIn(page, world.people.admin.email);
  await page.goto(`/orgs/${world.slug}/members`);
  const rows = page.getByRole('table', { name: 'Members' }).getByRole('row');
  await expect(rows).toHaveCount(5);
  const dora = page.getByRole('row', { name: /Dora Developer/ });
  await expect(dora).toContainText('Active');
  await expect(dora).toContainText('Off');
  await expect(dora.getByRole('listitem')).toHaveText(['Password']);

  await page.getByRole('columnheader', { name: 'Keys' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=keys/);
  await page.getByRole('searchbox', { name: 'Search members' }).fill('dor');
  await expect(page).toHaveURL(/q=dor/);
  await expect(rows).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Two-factor' }).click();
  await page.getByRole('option', { name: 'On', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No member matches' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Two-factor' }).click();
  await page.getByRole('option', { name: 'Off', exact: true }).click();
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(rows).toHaveCount(2);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('two-factor,sign-in methods');
  expect(lines[1]).toContain('Dora Developer');
});

test('a Developer sees the directory without how others sign in, also by an Admin’s link', async ({
  page,
}) => {
  const world = await createWorld(readStage(), 'Discreet House');
  await signIn(page, world.people.developer.email);
  await page.goto(`/orgs/${world.slug}/members?mfa=off&sort=name`);
  await expect(page).toHaveURL(/members\?sort=name$/);
  await expect(page.getByRole('columnheader', { name: 'Role' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Two-factor' })).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Two-factor' })).toHaveCount(0);
  const file = await page.request.get(`/orgs/${world.slug}/members/export?mfa=off`, {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  const [head] = (await file.text()).split('\r\n');
  expect(head).toMatch(/^id,name,email,role/);
  expect(head).not.toMatch(/two-factor|sign-in/);
});

for (const [width, scheme] of [
  [360, 'light'],
  [360, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const) {
  test(`the directory fits ${width} px, ${scheme}`, async ({ page }, info) => {
    const world = await createWorld(readStage(), 'Fitting House');
    await createKey(readStage(), world, 'Loom key');
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, world.people.admin.email);
    await page.goto(`/orgs/${world.slug}/members`);
    await expect(page.getByText('Dora Developer')).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await page.screenshot({ path: info.outputPath('members.png'), fullPage: true });
  });
}
