import type { APIRequestContext, Browser, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { waitForMail } from '@/tests/support/mailbox';
import { overflowOf, show, violationsOf } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createKey,
  createWorld,
  enter,
  worldPassword,
  type World,
} from './support/world';

// Each makes a world of its own, which hashes four passwords.
test.describe.configure({ timeout: 120_000 });

let world: World;
test.beforeEach(async ({ page }) => {
  world = await createWorld(readStage(), 'Clockwork Mills');
  await enter(page, readStage(), world.people.admin);
});

const address = (path = '') => `/orgs/${world.slug}${path}`;

/** One more browser of somebody, with a session of its own. */
async function openBrowser(browser: Browser, role: keyof World['people'], baseURL: string) {
  const context = await browser.newContext({ baseURL });
  const first = await context.newPage();
  await enter(first, readStage(), world.people[role]);
  return { context, first, tab: () => context.newPage() };
}

const isValid = async (request: APIRequestContext, key: string): Promise<boolean> => {
  const answer = await request.post('/v1/keys/verify', {
    headers: { authorization: `Bearer ${readStage().gatewayToken}` },
    data: { key },
  });
  return ((await answer.json()) as { valid: boolean }).valid;
};

async function openRowMenu(page: Page, name: string, item: string): Promise<void> {
  await page.goto(address('/members'));
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** A tab in which the dialog for a key is filled in, and only waits for the click. */
async function beginKey(page: Page): Promise<() => Promise<void>> {
  await page.goto(address('/api-keys'));
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Too late');
  return () => dialog.getByRole('button', { name: 'Create', exact: true }).click();
}

test('whoever is removed is out of every open tab of every browser at once, and so is their key', async ({
  browser,
  page,
  request,
  stage,
}) => {
  const { secret } = await createKey(stage, world, 'Loom key', 'developer');
  const one = await openBrowser(browser, 'developer', stage.url);
  const two = await openBrowser(browser, 'developer', stage.url);
  await one.first.goto(address('/teams'));
  const stale = await one.tab();
  const sendKey = await beginKey(stale);
  // Not the overview, which asks by itself whether a first call has come in, and so leaves by itself.
  await two.first.goto(address('/members'));
  expect(await isValid(request, secret)).toBe(true);

  await openRowMenu(page, 'Dora Developer', 'Remove from organization…');
  const dialog = page.getByRole('dialog', { name: /Remove Dora Developer/ });
  await expect(dialog.getByText('2 open sessions')).toBeVisible();
  await expect(dialog.getByRole('list', { name: /Keys of Dora/ })).toContainText('Loom key');
  const confirm = dialog.getByRole('button', { name: 'Remove member' });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Revoke', exact: true }).click();
  await confirm.click();
  await expect(page.getByText('Dora Developer is no longer a member')).toBeVisible();
  await expect(async () => expect(await isValid(request, secret)).toBe(false)).toPass({
    timeout: 5_000,
    intervals: [50],
  });
  await expect(page.getByRole('row', { name: /Dora Developer/ })).toHaveCount(0);

  await one.first.getByRole('link', { name: 'Members', exact: true }).click();
  await expect(one.first).toHaveURL(/\/sign-in\?next=/);
  await sendKey();
  await expect(stale.getByText('You are signed out. Sign in again to go on.')).toBeVisible();
  await two.first.getByRole('link', { name: 'API keys', exact: true }).click();
  await expect(two.first).toHaveURL(/\/sign-in\?next=/);

  // Their account is theirs: signing in works, and leads on from what is not theirs any more.
  await two.first.getByLabel('Email', { exact: true }).fill(world.people.developer.email);
  await two.first.getByLabel('Password', { exact: true }).fill(worldPassword);
  await two.first.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(two.first.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await expect(two.first.getByText('Clockwork Mills')).toHaveCount(0);
  await two.first.getByRole('link', { name: 'Go to your organization' }).click();
  await expect(two.first).toHaveURL(/\/welcome$/);
  await two.first.goto('/account/organizations');
  await expect(two.first.getByText('No organization yet')).toBeVisible();
  await two.first.goto('/account/activity');
  await expect(
    two.first.getByText('All sessions: you were removed from Clockwork Mills'),
  ).toBeVisible();
  const { mail } = await waitForMail(stage.mailFolder, world.people.developer.email);
  expect(mail.subject).toBe('You were removed from an organization');
  await one.context.close();
  await two.context.close();
});

test('who leaves hands a key over, finds nothing more in a tab left open, and the new owner sees whose it was', async ({
  browser,
  page,
  request,
  stage,
}) => {
  const given = await createKey(stage, world, 'Loom key', 'developer');
  const ended = await createKey(stage, world, 'Old key', 'developer');
  const one = await openBrowser(browser, 'developer', stage.url);
  await one.first.goto(address('/members'));
  const stale = await one.tab();
  const sendKey = await beginKey(stale);

  const leaving = await one.tab();
  await leaving.goto('/account/organizations');
  await leaving.getByRole('button', { name: 'Leave Clockwork Mills' }).click();
  const dialog = leaving.getByRole('dialog', { name: 'Leave Clockwork Mills?' });
  await dialog.getByRole('radio', { name: 'Revoke', exact: true }).click();
  await dialog.getByRole('button', { name: 'Change what happens to Loom key' }).click();
  await dialog.getByRole('combobox', { name: 'What happens to Loom key' }).click();
  await leaving.getByRole('option', { name: 'Hand over to…' }).click();
  await expect(dialog.getByRole('button', { name: 'Leave organization' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: /New owner of Loom key/ }).click();
  await leaving.getByRole('combobox', { name: 'Search by name or email' }).fill('ada');
  await leaving.getByRole('option', { name: /Ada Admin/ }).click();
  await expect(dialog.getByText('To Ada Admin')).toBeVisible();
  await expect(dialog.getByText('keeps its secret')).toBeVisible();
  await dialog.getByRole('button', { name: 'Leave organization' }).click();
  await expect(leaving.getByText('You left Clockwork Mills')).toBeVisible();
  await expect(leaving.getByText('No organization yet')).toBeVisible();
  await expect(async () => expect(await isValid(request, ended.secret)).toBe(false)).toPass({
    timeout: 5_000,
    intervals: [50],
  });
  expect(await isValid(request, given.secret)).toBe(true);

  await sendKey();
  await expect(stale.getByText('We could not find that organization.')).toBeVisible();
  await one.first.getByRole('link', { name: 'Teams', exact: true }).click();
  await expect(one.first.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  // Nor is the frame of the organization left around it.
  await expect(one.first.getByText('Clockwork Mills')).toHaveCount(0);
  await one.first.getByRole('link', { name: 'See all organizations' }).click();
  await expect(one.first.getByRole('link', { name: 'Create organization' })).toBeVisible();

  await page.goto(address(`/api-keys/${given.keyId}`));
  const facts = page.getByRole('main');
  await expect(facts.getByText(/From Dora Developer <[^>]*>, /)).toBeVisible();
  await expect(facts.getByText('Dora Developer left the organization')).toBeVisible();
  await one.context.close();
});

test('whoever is demoted meets the new role in every open tab, and their key is refused', async ({
  browser,
  page,
  request,
  stage,
}) => {
  const { secret } = await createKey(stage, world, 'Loom key', 'developer');
  const one = await openBrowser(browser, 'developer', stage.url);
  const two = await openBrowser(browser, 'developer', stage.url);
  await one.first.goto(address('/teams'));
  const stale = await one.tab();
  const sendKey = await beginKey(stale);
  await two.first.goto(address('/members'));

  await openRowMenu(page, 'Dora Developer', 'Change role');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Billing Manager/ }).click();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(async () => expect(await isValid(request, secret)).toBe(false)).toPass({
    timeout: 5_000,
    intervals: [50],
  });
  await sendKey();
  await expect(stale.getByText(/Your role here is Billing Manager/)).toBeVisible();
  await one.first.getByRole('link', { name: 'API keys', exact: true }).click();
  await expect(one.first.getByText('Your role is Billing Manager')).toBeVisible();
  await two.first.getByRole('link', { name: 'API keys', exact: true }).click();
  await expect(two.first.getByText('Your role is Billing Manager')).toBeVisible();
  await one.context.close();
  await two.context.close();
});

test('what came while the dialog was open is shown, and nothing happened to it', async ({
  page,
  stage,
}) => {
  await createKey(stage, world, 'First key', 'developer');
  await openRowMenu(page, 'Dora Developer', 'Remove from organization…');
  const dialog = page.getByRole('dialog', { name: /Remove Dora/ });
  await dialog.getByRole('radio', { name: 'Revoke', exact: true }).click();
  await createKey(stage, world, 'Second key', 'developer');
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await expect(dialog.getByText(/changed meanwhile/)).toBeVisible();
  const added = dialog.getByRole('listitem').filter({ hasText: 'Second key' });
  await expect(added.getByText('New', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await expect(page.getByText('Dora Developer is no longer a member')).toBeVisible();
});

test('an Admin is removed after a proof of identity, and the only one neither goes nor is offered it', async ({
  page,
  stage,
}) => {
  await openRowMenu(page, 'Ada Admin', 'Leave organization…');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('You are the only Admin')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Leave organization' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await openRowMenu(page, 'Dora Developer', 'Change role');
  await dialog.getByRole('radio', { name: /Admin/ }).click();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await expect(dialog).toHaveCount(0);
  await ageProofs(stage, world.people.admin);
  await openRowMenu(page, 'Dora Developer', 'Remove from organization…');
  await page.getByRole('button', { name: 'Remove member' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(proof).toContainText('remove an Admin from an organization');
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: /Confirm|Continue/ }).click();
  await expect(page.getByText('Dora Developer is no longer a member')).toBeVisible();
});

for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
  test(`${role}: is offered to leave, and nothing about anybody else`, async ({ page, stage }) => {
    await page.context().clearCookies();
    await enter(page, stage, world.people[role]);
    await page.goto(address('/members'));
    const { name } = world.people[role];
    await expect(page.getByRole('button', { name: /^Actions for/ })).toHaveCount(1);
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await expect(page.getByRole('menuitem')).toHaveText(['Leave organization…']);
    await page.getByRole('menuitem').click();
    await page.getByRole('button', { name: 'Leave organization' }).click();
    await expect(page).toHaveURL(/\/account\/organizations$/);
    await expect(page.getByText('You left Clockwork Mills')).toBeVisible();
  });
}

test('by keyboard alone, without violations in both themes, and within 360 px', async ({
  page,
  stage,
}) => {
  for (const n of [1, 2, 3]) await createKey(stage, world, `Key number ${n}`, 'developer');
  await page.goto(address('/members'));
  await page.getByRole('button', { name: 'Actions for Dora Developer' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Change role' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: /Remove/ })).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /Remove Dora/ });
  await dialog.getByRole('radio', { name: /Hand over/ }).focus();
  await page.keyboard.press('Space');
  const owner = dialog.getByRole('combobox', { name: /New owner/ });
  await owner.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Search by name or email' }).waitFor();
  await page.keyboard.type('ada');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(owner).toContainText('Ada Admin');

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 360]) {
      await show(page, theme, width);
      expect(await violationsOf(page, new AxeBuilder({ page }).include('[role=dialog]'))).toEqual(
        [],
      );
      expect([width, await overflowOf(dialog)]).toEqual([width, 0]);
    }
  }
  await dialog.getByRole('button', { name: 'Remove member' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Dora Developer is no longer a member')).toBeVisible();
});
