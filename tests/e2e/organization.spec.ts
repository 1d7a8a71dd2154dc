import { readFileSync } from 'node:fs';
import { violationsOf } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, signIn, type World } from './support/world';

// Each makes a world of its own, which hashes four passwords.
test.describe.configure({ timeout: 120_000 });

let world: World;
test.beforeEach(async ({ page }) => {
  world = await createWorld(readStage(), 'Clockwork Mills');
  await createKey(readStage(), world, 'Loom key');
  await signIn(page, world.people.admin.email);
});

test('a changed role is announced, listed, and shown in the audit log with before and after', async ({
  page,
}) => {
  await page.goto(`/orgs/${world.slug}/members`);
  await page.getByRole('button', { name: /Actions for Dora Developer/ }).click();
  await page.getByRole('menuitem', { name: 'Change role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Billing Manager' }).click();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await expect(page.getByText('Dora Developer is now Billing Manager')).toBeVisible();
  await expect(page.getByRole('row', { name: /Dora Developer/ })).toContainText('Billing Manager');

  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('link', { name: 'Changed a role' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Changed a role' })).toBeVisible();
  const change = page.getByRole('table', { name: 'Before and after' });
  await expect(change.getByRole('row', { name: /Role/ })).toHaveText(/Developer.*Billing Manager/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await violationsOf(page)).toEqual([]);
  }
});

test('a Developer sees only their own acts, is told so, and finds no event of another', async ({
  page,
}) => {
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await page.getByRole('link', { name: 'Created an API key' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Created an API key');
  const eventOfAdmin = page.url();
  await page.context().clearCookies();
  await signIn(page, world.people.developer.email);
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(page.getByText('You see only your own acts')).toBeVisible();
  await expect(page.getByText('Loom key')).toHaveCount(0);
  const answer = await page.goto(eventOfAdmin);
  expect(answer?.status()).toBe(404);
  await page.getByRole('link', { name: 'Go to the overview' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('the log narrows to a target and to days, and the file holds what the list shows', async ({
  page,
}) => {
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await page.getByRole('combobox', { name: 'Target' }).click();
  await page.getByRole('option', { name: 'Member' }).click();
  await expect(page).toHaveURL(/kind=member/);
  await expect(page.getByRole('link', { name: 'Added a member' })).toHaveCount(3);
  await expect(page.getByRole('link', { name: 'Created an API key' })).toHaveCount(0);

  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await expect(page).toHaveURL(/to=2020-01-31/);
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
  await page.getByLabel('To', { exact: true }).fill('');
  await expect(page).not.toHaveURL(/to=/);
  await expect(page.getByRole('link', { name: 'Added a member' })).toHaveCount(3);

  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Start export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const file = await (await download).path();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(lines.filter((line) => line.includes(',member.added,'))).toHaveLength(3);
  // What else concerns members: the sign-in with which this test began.
  expect(lines.slice(1).every((line) => /,member\.(added|signed-in),/.test(line))).toBe(true);
});

test('an Admin renames the organization and moves it to another address', async ({ page }) => {
  const slug = `${world.slug}-moved`;
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByLabel('Organization name').fill('Clockwork Mills and Sons');
  await page.getByLabel('Address').fill('No Such Address');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText(/Use small letters/).last()).toBeVisible();
  await page.getByLabel('Address').fill(slug);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/settings$`));
  await expect(page.getByText('Organization saved')).toBeVisible();
  await expect(page.getByLabel('Organization name')).toHaveValue('Clockwork Mills and Sons');
  const old = await page.request.get(`/orgs/${world.slug}/settings`);
  expect(old.status()).toBe(404);

  await page.getByRole('radio', { name: 'Video creation' }).click();
  await page.getByRole('button', { name: 'Save use case' }).click();
  await expect(page.getByText('Use case saved')).toBeVisible();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('combobox', { name: 'Use case' })).toHaveText(/Video creation/);
});

test('every page of the organization fits 320 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of [
    '',
    '/api-keys',
    '/members',
    '/teams',
    `/teams/${world.teamId}`,
    '/audit-log',
    '/settings',
  ]) {
    await page.goto(`/orgs/${world.slug}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect([path, overflow]).toEqual([path, 0]);
  }
});
