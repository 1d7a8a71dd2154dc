import { readFileSync } from 'node:fs';
import type { APIRequestContext, Page } from '@playwright/test';
import { linkIn, waitForMail } from '@/tests/support/mailbox';
import { expectAccessible } from './support/accessibility';
import { readStage, type Stage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createKey,
  createWorld,
  enter,
  signIn,
  worldPassword,
  type World,
} from './support/world';

// Each makes a world of its own, which hashes passwords.
test.describe.configure({ timeout: 120_000 });

const name = 'Difference Engines';
let world: World;
test.beforeEach(async () => {
  world = await createWorld(readStage(), name);
});

const banner = (page: Page) =>
  page.locator('#main').getByText(`${name} is being deleted`, { exact: true });

async function deleteIt(page: Page): Promise<void> {
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByRole('button', { name: 'Delete organization' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
  await dialog.getByLabel(`Type “${name}” to confirm`).fill(name);
  await dialog.getByRole('button', { name: 'Delete organization' }).click();
}

async function verify(request: APIRequestContext, stage: Stage, key: string): Promise<string> {
  const response = await request.post('/v1/keys/verify', {
    headers: { authorization: `Bearer ${stage.gatewayToken}` },
    data: { key },
  });
  const { valid, code } = (await response.json()) as { valid: boolean; code?: string };
  return valid ? 'valid' : (code ?? '?');
}

test('an Admin deletes the organization with its name and a proof: its key is refused, the mail leads back, and keeping it puts all back', async ({
  page,
  request,
}) => {
  const stage = readStage();
  const { admin } = world.people;
  const { secret } = await createKey(stage, world, 'Mill key');
  expect(await verify(request, stage, secret)).toBe('valid');
  await enter(page, stage, admin);
  await ageProofs(stage, admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  const section = page.getByRole('region', { name: 'Delete this organization' });
  await expect(section).toContainText('1 key that works now is refused within a second');
  // The gateway's calls are written together, a few seconds later.
  await expect(async () => {
    await page.reload();
    await expect(section).toContainText('1 was called in the last 7 days', { timeout: 1_000 });
  }).toPass();
  await expect(section.getByRole('list', { name: 'Keys in use' })).toContainText('Mill key');
  await section.getByRole('button', { name: 'Delete organization' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
  const confirm = dialog.getByRole('button', { name: 'Delete organization' });
  await dialog.getByRole('textbox').fill('difference engines');
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill(name);
  await confirm.click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(proof).toContainText('delete an organization');
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(banner(page)).toBeVisible();
  await expect
    .poll(() => verify(request, stage, secret), { timeout: 5_000 })
    .toBe('organization-inactive');

  // Everything can be looked at, and nothing can be done.
  await expect(page.getByRole('button', { name: 'Delete organization' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await expect(page.getByRole('row', { name: /Mill key/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /Create key|Actions for/ })).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/members/invitations`);
  await expect(page.getByRole('heading', { level: 1, name: 'Invitations' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Invite/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^Invite / })).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('button', { name: /^Actions for/ })).toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain(admin.email);
  await page.goto('/account/organizations');
  await expect(page.getByText('Being deleted')).toBeVisible();

  const mail = await waitForMail(stage.mailFolder, admin.email);
  expect(mail.mail.subject).toBe('An organization of yours is being deleted');
  expect(mail.mail.text).toContain('Can be kept until');
  await page.goto(linkIn(mail, '/orgs/'));
  await page.getByRole('button', { name: 'Keep the organization' }).click();
  await expect(page.getByText(`${name} is kept`)).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  await expect.poll(() => verify(request, stage, secret), { timeout: 5_000 }).toBe('valid');
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(page.getByRole('link', { name: 'Kept the organization' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Asked to delete the organization' })).toBeVisible();
});

test('other members find no such section, and afterwards one page that says so and whom to ask', async ({
  page,
  browser,
}) => {
  const stage = readStage();
  const { admin, developer } = world.people;
  await signIn(page, developer.email);
  await page.goto(`/orgs/${world.slug}/settings`);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(page.getByText('Delete this organization')).toHaveCount(0);

  const other = await browser.newContext({ baseURL: stage.url });
  const adminPage = await other.newPage();
  await enter(adminPage, stage, admin);
  await deleteIt(adminPage);
  await expect(banner(adminPage)).toBeVisible();

  // Their only organization: signing in lands there all the same.
  for (const path of ['/', `/orgs/${world.slug}/api-keys`]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/entry/${world.slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} is being deleted`);
  }
  await expect(page.getByText(`If you need it, ask ${admin.name}.`)).toBeVisible();
  await expectAccessible(page);
  const exported = await page.evaluate(async (address) => {
    const response = await fetch(address);
    return { status: response.status, text: await response.text() };
  }, `/orgs/${world.slug}/members/export`);
  expect(exported.status).toBe(409);
  expect(exported.text).toContain('organization-deleting');
  await page.getByRole('link', { name: 'Create an organization' }).click();
  await expect(page).toHaveURL('/welcome');

  await adminPage.getByRole('button', { name: 'Keep the organization' }).click();
  await expect(banner(adminPage)).toHaveCount(0);
  await page.goto('/');
  await expect(page).toHaveURL(`/orgs/${world.slug}`);
  await other.close();
});

test('every page of an organization that is being deleted is free of violations, and fits narrow and wide', async ({
  page,
}) => {
  const stage = readStage();
  const { keyId } = await createKey(stage, world, 'Axe key');
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByRole('button', { name: 'Delete organization' }).click();
  await page.getByRole('dialog', { name: `Delete ${name}?` }).waitFor();
  await page.waitForTimeout(300);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await deleteIt(page);
  await expect(banner(page)).toBeVisible();
  for (const path of [
    '',
    '/api-keys',
    `/api-keys/${keyId}`,
    '/members',
    '/members/invitations',
    '/teams',
    `/teams/${world.teamId}`,
    '/audit-log',
    '/settings',
    '/settings/security',
  ]) {
    await page.goto(`/orgs/${world.slug}${path}`);
    await expect(page.getByRole('button', { name: 'Keep the organization' })).toBeVisible();
    await expectAccessible(page);
  }
});
