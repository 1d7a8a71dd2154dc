import pg from 'pg';
import { expectAccessible } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, enter, type World } from './support/world';

let world: World;
test.beforeEach(async () => {
  world = await createWorld(readStage(), 'Limited Works');
});

async function sql<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<T>(text, values);
  await owner.end();
  return rows;
}

const demand = (columns: string, values: unknown[] = []) =>
  sql(
    `INSERT INTO organization_policies (organization_id, updated_at) VALUES ($1, now()) ON CONFLICT DO NOTHING`,
    [world.organizationId],
  ).then(() =>
    sql(`UPDATE organization_policies SET ${columns} WHERE organization_id = $1`, [
      world.organizationId,
      ...values,
    ]),
  );

test('an Admin limits sessions, networks and keys, and sees whom that hits before it is saved', async ({
  page,
}) => {
  const stage = readStage();
  const { keyId } = await createKey(stage, world, 'Nightly batch');
  await sql(
    `UPDATE api_keys SET created_at = now() - interval '45 days', expires_at = NULL WHERE id = $1`,
    [keyId],
  );
  // A session of the Developer's from elsewhere, since testing has no address of its own here.
  await enter(page, stage, world.people.developer);
  await page.context().clearCookies();
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/security`);

  // From here nobody could go on: refused before anybody is asked anything.
  const ranges = page.getByLabel('IP ranges for the console');
  await ranges.fill('198.51.100.0/24 Head office');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.locator('main').getByRole('alert')).toContainText(
    'you would lock yourself out',
  );
  await ranges.fill('198.51.100.9/24');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.locator('main').getByRole('alert')).toContainText('198.51.100.0/24');

  await ranges.fill('198.51.100.0/24 Head office');
  await page.getByRole('button', { name: 'Add your address' }).click();
  await page.getByRole('combobox', { name: 'Longest time without use' }).click();
  await page.getByRole('option', { name: '15 minutes' }).click();
  await page.getByLabel('Maximum lifetime in days').fill('30');
  await page.getByRole('button', { name: 'Save policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save this policy?' });
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await expect(dialog).toContainText('signed in from outside the ranges');
  await expect(dialog).toContainText('Dora Developer');
  await expect(dialog).toContainText('1 key ends at once');
  await expect(dialog).toContainText('Nightly batch');
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/policy-dialog.png' });
  await dialog.getByRole('button', { name: 'Save and apply' }).click();
  await expect(page.getByText('Security policy saved')).toBeVisible();
  await expect(dialog).toBeHidden();

  await page.reload();
  await expect(ranges).toHaveValue(/^198\.51\.100\.0\/24 Head office\n/);
  await expect(page.getByLabel('Maximum lifetime in days')).toHaveValue('30');
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/policy-page.png', fullPage: true });
  await page.goto(`/orgs/${world.slug}/api-keys/${keyId}`);
  await expect(page.getByText('Expired').first()).toBeVisible();
});

test('what changed since it was shown is shown again before it is saved', async ({ page }) => {
  const stage = readStage();
  await createKey(stage, world, 'First');
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/security`);
  await page.getByLabel('Maximum lifetime in days').fill('30');
  await page.getByRole('button', { name: 'Save policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save this policy?' });
  await expect(dialog).toContainText('1 key ends sooner');
  await createKey(stage, world, 'Second');
  await dialog.getByRole('button', { name: 'Save and apply' }).click();
  await expect(dialog.getByRole('alert')).toContainText('changed meanwhile');
  await expect(dialog).toContainText('2 keys end sooner');
  await dialog.getByRole('button', { name: 'Save and apply' }).click();
  await expect(page.getByText('Security policy saved')).toBeVisible();
});

test('from an address outside the ranges every page, act and download is refused, and says which address was seen', async ({
  page,
}) => {
  const stage = readStage();
  const { developer } = world.people;
  await enter(page, stage, developer);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const create = page.getByRole('dialog', { name: 'Create key' });
  await create.getByLabel('Name').fill('From elsewhere');
  await demand(`console_ip_ranges = '{198.51.100.0/24}', console_ip_labels = '{Office}'`);
  await create.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(create.getByRole('alert')).toContainText('does not open to the address');

  // What a client says of itself changes nothing.
  await page.setExtraHTTPHeaders({
    'x-forwarded-for': '198.51.100.7',
    'x-gatehouse-client-ip': '198.51.100.7',
    'x-real-ip': '198.51.100.7',
  });
  const answer = await page.goto(`/orgs/${world.slug}/members`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Limited Works does not open to your address',
  );
  await expect(page.getByText(/^(127\.0\.0\.1|::1)$/)).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/policy-address.png' });
  const download = await page.request.get(`/orgs/${world.slug}/api-keys/export`, {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  expect([download.status(), ((await download.json()) as { code: string }).code]).toEqual([
    403,
    'ip-not-allowed',
  ]);
  const denials = await sql<{ after: { reason: string } }>(
    `SELECT after FROM audit_events WHERE actor_id = $1 AND action = 'access.denied'`,
    [developer.userId],
  );
  expect(new Set(denials.map(({ after }) => after.reason))).toEqual(new Set(['ip-not-allowed']));
  // Their account is not the organization's to shut.
  expect((await page.goto('/account/sessions'))?.status()).toBe(200);
  await demand(`console_ip_ranges = '{}', console_ip_labels = '{}'`);
  expect((await page.goto(`/orgs/${world.slug}/members`))?.status()).toBe(200);
});

test('a session that was left alone for too long is asked to sign in again, for that organization only', async ({
  page,
}) => {
  const stage = readStage();
  const { developer } = world.people;
  await enter(page, stage, developer);
  await demand('session_idle_minutes = 15');
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Members');
  await sql(`UPDATE sessions SET last_seen_at = now() - interval '16 minutes' WHERE user_id = $1`, [
    developer.userId,
  ]);
  await page.goto('/account/sessions');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sessions');
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page).toHaveURL(new RegExp(`/entry/${world.slug}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Limited Works asks you to sign in again',
  );
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/policy-again.png' });
  await page.getByRole('button', { name: 'Sign out and sign in again' }).click();
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=%2Forgs%2F${world.slug}$`));
});

test('a page that asks again by itself does not keep its session alive, and its person does', async ({
  page,
}) => {
  const stage = readStage();
  const { admin } = world.people;
  // The overview waits for the first call, and looks every four seconds.
  await createKey(stage, world, 'Not called yet');
  await enter(page, stage, admin);
  await demand('session_idle_minutes = 15');
  await page.goto(`/orgs/${world.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await sql(`UPDATE sessions SET last_seen_at = now() - interval '5 minutes' WHERE user_id = $1`, [
    admin.userId,
  ]);
  const idleSeconds = async () =>
    (
      await sql<{ idle: number }>(
        `SELECT min(extract(epoch FROM now() - last_seen_at))::int AS idle FROM sessions WHERE user_id = $1`,
        [admin.userId],
      )
    )[0]!.idle;
  for (let times = 0; times < 2; times += 1) {
    await page.waitForResponse((response) => response.url().includes(`/orgs/${world.slug}?_rsc=`));
    expect(await idleSeconds()).toBeGreaterThanOrEqual(300);
  }
  await page.getByRole('link', { name: 'Members' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Members');
  // A click in the very moment in which the page asks counts as the page's; the next one does not.
  await expect(async () => {
    await page.reload();
    expect(await idleSeconds()).toBeLessThan(60);
  }).toPass();
});
