import { generateSync } from 'otplib';
import pg from 'pg';
import { fillIn } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  createKey,
  createWorld,
  enter,
  turnOnMfa,
  worldPassword,
  type World,
} from './support/world';

let world: World;
test.beforeEach(async () => {
  world = await createWorld(readStage(), 'Strict Entry');
});

async function denialsOf(userId: string): Promise<unknown[]> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ after: unknown }>(
    `SELECT after FROM audit_events WHERE actor_id = $1 AND action = 'access.denied'`,
    [userId],
  );
  await owner.end();
  return rows.map(({ after }) => after);
}

async function sql(text: string, values: unknown[]): Promise<void> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  await owner.query(text, values);
  await owner.end();
}

test('an Admin demands a second factor: first of themselves, then of everybody, who are led to set it up', async ({
  page,
}) => {
  const stage = readStage();
  const { admin, developer } = world.people;
  await createKey(stage, world, 'Kept behind the door');
  await enter(page, stage, admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByRole('link', { name: 'Change policy' }).click();
  await page.getByRole('checkbox', { name: 'Require two-factor authentication' }).click();
  await expect(page.getByText('4 of 4 members without it')).toBeVisible();
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.locator('main').getByRole('alert')).toContainText('your own authenticator app');

  await turnOnMfa(stage, admin);
  await enter(page, stage, admin);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  await page.getByRole('checkbox', { name: 'Require two-factor authentication' }).click();
  await page.getByLabel('Days of grace').fill('3');
  await page.getByRole('button', { name: 'Save policy' }).click();
  const effects = page.getByRole('dialog', { name: 'Save this policy?' });
  await expect(effects).toContainText('3 members have to set up two-factor authentication');
  await effects.getByRole('button', { name: 'Save and apply' }).click();
  await expect(page.getByText('Security policy saved')).toBeVisible();

  // Within the days of grace a member is told, and goes on.
  await page.context().clearCookies();
  await enter(page, stage, developer);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await expect(page.getByText(/will require two-factor authentication/)).toBeVisible();
  await expect(page.getByText('Kept behind the door')).toBeVisible();

  // Afterwards every page of the organization is the one that sets it up.
  await sql(
    `UPDATE organization_policies SET mfa_required_at = now() - interval '4 days' WHERE organization_id = $1`,
    [world.organizationId],
  );
  await sql(
    `UPDATE memberships SET created_at = now() - interval '5 days' WHERE organization_id = $1`,
    [world.organizationId],
  );
  for (const path of ['', '/api-keys', '/members', '/audit-log', '/settings', '/no-such-page']) {
    await page.goto(`/orgs/${world.slug}${path}`);
    await expect(page).toHaveURL(new RegExp(`/entry/${world.slug}$`));
    await expect(page.getByText('Kept behind the door')).toHaveCount(0);
  }
  const download = await page.request.get(`/orgs/${world.slug}/api-keys/export`, {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(download.status()).toBe(403);
  expect(await download.json()).toMatchObject({ code: 'mfa-required' });
  expect(await denialsOf(developer.userId)).toEqual([
    { permission: 'api-key.read', role: 'developer', reason: 'mfa-required' },
  ]);

  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up authenticator app' });
  const secret = await dialog.getByLabel('Setup key').inputValue();
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  await dialog.getByLabel('Authentication code').fill(code);
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('button', { name: 'I have saved them' }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}$`));
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await expect(page.getByText('Kept behind the door')).toBeVisible();
});

test('an Admin sees whom a choice of methods would shut out before saving it', async ({ page }) => {
  const stage = readStage();
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  const password = page.getByRole('checkbox', { name: 'Password' });
  await password.click();
  const said = page.getByRole('status').filter({ hasText: 'sign in with' });
  await expect(said).toContainText('4 of 4 members cannot sign in with Google or GitHub');
  await expect(said).toContainText('Ada Admin, Bill Manager, Dora Developer, Rita Reader');
  await password.click();
  await expect(said).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Google' }).click();
  await page.getByRole('checkbox', { name: 'GitHub' }).click();
  await page.getByRole('checkbox', { name: 'Single sign-on' }).click();
  await expect(said).toHaveText('All 4 members can sign in with Password.');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Security policy saved')).toBeVisible();
  await expect(password).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Google' })).not.toBeChecked();
});

test('an act is refused from the moment of the demand, in a page that was open before', async ({
  page,
}) => {
  const stage = readStage();
  const { developer } = world.people;
  await enter(page, stage, developer);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await dialog.getByLabel('Name').fill('Too late');
  await sql(
    `INSERT INTO organization_policies (organization_id, allowed_methods, updated_at) VALUES ($1, '{google}', now())`,
    [world.organizationId],
  );
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('does not accept how you signed in');

  await page.goto(`/orgs/${world.slug}`);
  await expect(page).toHaveURL(new RegExp(`/entry/${world.slug}$`));
  await expect(page.getByRole('heading')).toContainText('asks for another way of signing in');
  await page.getByRole('button', { name: 'Sign out and sign in again' }).click();
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=%2Forgs%2F${world.slug}$`));
  // Another organization, to which they would be led if nobody knew where they came from.
  const other = await createWorld(stage, 'Elsewhere');
  await sql(
    `INSERT INTO memberships (organization_id, user_id, role, last_active_at, created_at, updated_at)
     VALUES ($1, $2, 'developer', now() + interval '1 hour', now(), now())`,
    [other.organizationId, developer.userId],
  );
  await sql(
    `UPDATE organization_policies SET allowed_methods = '{password}' WHERE organization_id = $1`,
    [world.organizationId],
  );
  await fillIn(page, { Email: developer.email, Password: worldPassword }, 'Sign in');
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}$`));
});

test('who may not change the policy sees it, and nobody outside sees anything', async ({
  page,
}) => {
  const stage = readStage();
  await enter(page, stage, world.people['read-only']);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  await expect(page.getByText('Up to each member')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save policy' })).toHaveCount(0);
  const other = await createWorld(stage, 'Elsewhere');
  for (const path of [`/orgs/${other.slug}/settings/security`, `/entry/${other.slug}`]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});
