import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, enter, type World } from './support/world';

// Each makes a world of its own, which hashes four passwords.
test.describe.configure({ timeout: 120_000 });

let world: World;
test.beforeEach(async ({ page }) => {
  world = await createWorld(readStage(), 'Clockwork Mills');
  await enter(page, readStage(), world.people.admin);
});

async function createTeam(page: Page, name: string, costCentre = ''): Promise<void> {
  await page.goto(`/orgs/${world.slug}/teams`);
  await page.getByRole('button', { name: 'Create team' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Cost centre').fill(costCentre);
  await dialog.getByRole('button', { name: 'Add tag' }).click();
  await dialog.getByLabel('Key of tag 1').fill('env');
  await dialog.getByLabel('Value of tag 1').fill('production');
  await dialog.getByRole('button', { name: 'Create team' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('an Admin creates a team with cost centre and tag, renames it, finds it, and exports the list', async ({
  page,
}) => {
  await createTeam(page, 'Looms', 'CC-17');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Default');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText(/already a team of this name/).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Power looms');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Power looms' })).toBeVisible();

  await page.goto(`/orgs/${world.slug}/teams?q=env%3Dprod`);
  const row = page.getByRole('row', { name: /Power looms/ });
  await expect(row).toContainText('CC-17');
  await expect(row).toContainText('env=production');
  await expect(page.getByRole('row')).toHaveCount(2);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('Power looms,CC-17,env=production,0,0');
});

test('a member is added, is found by search, and is removed with a word about their keys', async ({
  page,
}) => {
  await createTeam(page, 'Looms');
  await expect(page.getByRole('heading', { name: 'Nobody is in this team' })).toBeVisible();
  await page.getByRole('button', { name: 'Add members' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox', { name: 'Search members' }).fill('dora');
  await expect(dialog.getByRole('checkbox')).toHaveCount(1);
  await dialog.getByRole('checkbox', { name: /Dora Developer/ }).click();
  await dialog.getByRole('button', { name: 'Add member' }).click();
  await expect(page.getByText('Member added')).toBeVisible();
  await expect(page.getByRole('row', { name: /Dora Developer/ })).toContainText('Developer');

  await page.getByRole('button', { name: 'Remove Dora Developer from the team' }).click();
  const confirm = page.getByRole('alertdialog');
  await expect(confirm).toContainText('Their keys here stay with the team');
  await confirm.getByRole('button', { name: 'Remove from team' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is in this team' })).toBeVisible();

  await page.goto(`/orgs/${world.slug}/teams/${world.teamId}`);
  await page.getByRole('button', { name: 'Remove Dora Developer from the team' }).click();
  await expect(page.getByText('Dora Developer is in no other team')).toBeVisible();
});

test('archiving names the keys, moves them as was chosen, and the team is offered for keys no more until restored', async ({
  page,
}) => {
  await createTeam(page, 'Looms');
  const teamId = page.url().split('/').at(-1) ?? '';
  await createKey(readStage(), { ...world, teamId }, 'Loom key');
  await page.reload();
  await page.getByRole('button', { name: 'Archive team' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('list', { name: 'Keys of the team' })).toContainText('Loom key');
  const submit = dialog.getByRole('button', { name: 'Archive team' });
  await dialog.getByLabel(/Type .*Looms/).fill('Looms');
  await expect(submit).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Move to another team' }).click();
  await dialog.getByRole('combobox', { name: 'Team' }).click();
  await page.getByRole('option', { name: 'Default' }).click();
  await submit.click();
  await expect(page.getByText('Looms is archived')).toBeVisible();
  await expect(page.getByText('This team is archived')).toBeVisible();

  await page.goto(`/orgs/${world.slug}/api-keys?team=${world.teamId}`);
  await expect(page.getByRole('row', { name: /Loom key/ })).toContainText('Active');
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Team' }).click();
  await expect(page.getByRole('option', { name: 'Default' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'Looms' })).toHaveCount(0);

  await page.goto(`/orgs/${world.slug}/teams`);
  await expect(page.getByRole('row', { name: /Looms/ })).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/teams?state=archived`);
  await page.getByRole('link', { name: 'Looms' }).click();
  await page.getByRole('button', { name: 'Restore team' }).click();
  await expect(page.getByText('Looms is restored')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Archive team' })).toBeVisible();
});

for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
  test(`${role}: sees teams and their members, and nothing to change them with`, async ({
    page,
  }) => {
    await page.context().clearCookies();
    await enter(page, readStage(), world.people[role]);
    await page.goto(`/orgs/${world.slug}`);
    await page.getByRole('link', { name: 'Teams', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Teams' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Create team' })).toHaveCount(0);
    const keys = page.getByRole('columnheader', { name: 'Live keys' });
    await expect(keys).toHaveCount(role === 'billing-manager' ? 0 : 1);
    await page.getByRole('link', { name: 'Default' }).click();
    await expect(page.getByRole('row', { name: /Ada Admin/ })).toBeVisible();
    await expect(
      page.getByRole('button', { name: /^(Save|Archive|Add members|Remove)/ }),
    ).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Show keys' })).toHaveCount(
      role === 'billing-manager' ? 0 : 1,
    );
  });
}

test('a team of another organization is a page that is not there', async ({ page }) => {
  const other = await createWorld(readStage(), 'Other Mills');
  const answer = await page.goto(`/orgs/${world.slug}/teams/${other.teamId}`);
  expect(answer?.status()).toBe(404);
});
