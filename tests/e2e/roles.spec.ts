import { roles, type Role } from '@/lib/authz/permissions';
import { expect, test } from './support/test';
import { readStage } from './support/stage';
import { createKey, createWorld, enter, type World } from './support/world';

let world: World;
test.beforeAll(async ({}, testInfo) => {
  testInfo.setTimeout(60_000);
  world = await createWorld(readStage());
  await createKey(readStage(), world, 'Existing key');
});

type Sight = 'sees' | 'may not see';
const pages: { path: string; heading: RegExp; sight: Record<Role, Sight> }[] = [
  {
    path: '',
    heading: /^Overview$/,
    sight: { admin: 'sees', developer: 'sees', 'billing-manager': 'sees', 'read-only': 'sees' },
  },
  {
    path: '/api-keys',
    heading: /^API keys$/,
    sight: {
      admin: 'sees',
      developer: 'sees',
      'billing-manager': 'may not see',
      'read-only': 'sees',
    },
  },
  {
    path: '/members',
    heading: /^Members$/,
    sight: { admin: 'sees', developer: 'sees', 'billing-manager': 'sees', 'read-only': 'sees' },
  },
  {
    path: '/teams',
    heading: /^Teams$/,
    sight: { admin: 'sees', developer: 'sees', 'billing-manager': 'sees', 'read-only': 'sees' },
  },
  {
    path: '/audit-log',
    heading: /^Audit log$/,
    sight: {
      admin: 'sees',
      developer: 'sees',
      'billing-manager': 'sees',
      'read-only': 'may not see',
    },
  },
  {
    path: '/settings',
    heading: /^(Settings|General)$/,
    sight: { admin: 'sees', developer: 'sees', 'billing-manager': 'sees', 'read-only': 'sees' },
  },
];

for (const role of roles) {
  test(`${role}: sees the pages that the role may see, and is told which role can where it may not`, async ({
    page,
    stage,
  }) => {
    await enter(page, stage, world.people[role]);
    for (const { path, heading, sight } of pages) {
      await page.goto(`/orgs/${world.slug}${path}`);
      if (sight[role] === 'sees') {
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await expect(page.getByText(/Your role here is/)).toHaveCount(0);
      } else {
        await expect(page.getByText(/Your role here is|Your role is/).first()).toBeVisible();
        await expect(page.getByText(/Admin/).first()).toBeVisible();
        await expect(page.getByRole('navigation').getByRole('link', { name: heading })).toHaveCount(
          0,
        );
      }
    }
  });
}

test('only who may make keys is offered it', async ({ page, stage }) => {
  const offered: Record<Role, boolean> = {
    admin: true,
    developer: true,
    'billing-manager': false,
    'read-only': false,
  };
  for (const role of roles) {
    await page.context().clearCookies();
    await enter(page, stage, world.people[role]);
    await page.goto(`/orgs/${world.slug}/api-keys`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const button = page.getByRole('button', { name: 'Create key' }).first();
    const usable = (await button.count()) > 0 && (await button.isEnabled());
    expect([role, usable]).toEqual([role, offered[role]]);
  }
});

test('a person outside the organization gets the same page as for one that does not exist', async ({
  page,
  stage,
}) => {
  const other = await createWorld(stage, 'Difference Engines');
  await enter(page, stage, other.people.admin);
  const foreign = await page.goto(`/orgs/${world.slug}/api-keys`);
  const foreignText = await page.locator('main').innerText();
  const missing = await page.goto('/orgs/no-such-organization/api-keys');
  const missingText = await page.locator('main').innerText();
  expect([foreign?.status(), missing?.status()]).toEqual([404, 404]);
  expect(foreignText).toBe(missingText);
});

test('a changed role counts on the very next request of an open browser', async ({
  browser,
  page,
  stage,
}) => {
  const team = await createWorld(stage, 'Changing Roles');
  await enter(page, stage, team.people.admin);
  const context = await browser.newContext({ baseURL: stage.url });
  const developer = await context.newPage();
  await enter(developer, stage, team.people.developer);
  await developer.goto(`/orgs/${team.slug}/api-keys`);
  await developer.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = developer.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Too late');

  await page.goto(`/orgs/${team.slug}/members`);
  await page.getByRole('button', { name: /Actions for Dora Developer/ }).click();
  await page.getByRole('menuitem', { name: 'Change role' }).click();
  await page
    .getByRole('dialog')
    .getByRole('radio', { name: /Read-Only/ })
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Change role/ })
    .click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText(/Your role here is Read-Only/)).toBeVisible();
  await context.close();
});

test('the last Admin cannot be demoted', async ({ page, stage }) => {
  const team = await createWorld(stage, 'One Admin');
  await enter(page, stage, team.people.admin);
  await page.goto(`/orgs/${team.slug}/members`);
  await page.getByRole('button', { name: /Actions for Ada Admin/ }).click();
  await page.getByRole('menuitem', { name: 'Change role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Developer/ }).click();
  await dialog.getByRole('button', { name: /Change role/ }).click();
  await expect(dialog.getByText(/needs an Admin/)).toBeVisible();
});
