import { writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Name } from '@/tests/support/dns-server';
import { expectAccessible } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createWorld,
  enter,
  openSessionOf,
  worldPassword,
  type World,
} from './support/world';

let world: World;
let domain: string;
let count = 0;
test.beforeEach(async () => {
  world = await createWorld(readStage(), 'Domain Works');
  domain = `works-${process.pid}-${(count += 1)}.example`;
});

function publish(name: string, known: Name): void {
  writeFileSync(path.join(readStage().dnsFolder, name), JSON.stringify(known));
}

async function sql(text: string, values: unknown[]): Promise<void> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  await owner.query(text, values);
  await owner.end();
}

/** As it is once it is verified, without the way there. */
async function insertVerified(joinMode: 'none' | 'offer'): Promise<void> {
  await sql(
    `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at, verified_at,
                                       last_checked_at, next_check_at, join_mode, join_role)
     VALUES (gen_random_uuid(), $1, $2, 'token', 'Ada Admin', now(), now(), now(), now() + interval '1 day', $3, 'developer')`,
    [world.organizationId, domain, joinMode],
  );
}

test('an Admin adds a domain, publishes its record, verifies it, and offers to join', async ({
  page,
}) => {
  const stage = readStage();
  const { admin } = world.people;
  await enter(page, stage, admin);
  await ageProofs(stage, admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByRole('link', { name: 'Change domains' }).click();
  await expect(page.getByRole('heading', { name: 'No domains yet' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add domain' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add domain' });
  await expectAccessible(page);
  await dialog.getByLabel('Domain').fill('gmail.com');
  await dialog.getByRole('button', { name: 'Add domain' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Anybody can get an address at gmail.com');
  await dialog.getByLabel('Domain').fill(domain);
  await dialog.getByRole('button', { name: 'Add domain' }).click();
  // The proof of identity is asked for once.
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toHaveCount(0);

  const section = page.getByRole('region', { name: domain });
  await expect(section).toContainText('Waiting for the record');
  await expectAccessible(page);
  const name = `_gatehouse-challenge.${domain}`;
  await expect(section.getByText(name, { exact: true })).toBeVisible();
  const value = await section.getByText(/^gatehouse-verification=/).innerText();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await section.getByRole('button', { name: `Copy record value of ${domain}` }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);

  await section.getByRole('button', { name: `Check now: ${domain}` }).click();
  await expect(page.getByText(`${domain}: record not found`)).toBeVisible();
  await expect(section).toContainText('There is no TXT record at that name yet.');
  publish(name, { txt: ['v=spf1 -all', value] });
  await section.getByRole('button', { name: `Check now: ${domain}` }).click();
  await expect(page.getByText(`${domain} is verified`)).toBeVisible();
  await expect(section).toContainText('Keep this record');

  await section.getByRole('radio', { name: 'Offer to join' }).click();
  await section.getByLabel('Role of whoever joins').click();
  await expect(page.getByRole('option', { name: 'Admin' })).toHaveCount(0);
  await page.getByRole('option', { name: 'Developer' }).click();
  await expectAccessible(page);
  await section.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`Joining by ${domain} saved`)).toBeVisible();
  await page.reload();
  await expect(section.getByRole('radio', { name: 'Offer to join' })).toBeChecked();
  await expect(section.getByLabel('Role of whoever joins')).toContainText('Developer');

  await page.goto(`/orgs/${world.slug}/audit-log`);
  for (const event of ['Added a domain', 'Domain verified', 'Changed who may join by a domain']) {
    await expect(page.getByRole('link', { name: event })).toBeVisible();
  }
});

test('a person with an address on it joins from the first page, and from their organizations', async ({
  page,
}) => {
  const stage = readStage();
  await insertVerified('offer');
  const elsewhere = await createWorld(stage, 'Elsewhere Works');
  const { developer, admin } = elsewhere.people;
  for (const { userId } of [developer, admin]) {
    await sql('UPDATE users SET email = $2 WHERE id = $1', [userId, `${userId}@${domain}`]);
  }

  await enter(page, stage, developer);
  await page.goto('/welcome');
  const offer = page.getByRole('region', { name: 'Your organization is here' });
  await expect(offer).toContainText('Domain Works');
  await expect(offer).toContainText(`Developer, by your address at ${domain}`);
  await expectAccessible(page);
  await offer.getByRole('button', { name: 'Join Domain Works' }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}$`));
  await page.goto('/welcome');
  await expect(offer).toHaveCount(0);

  await page.context().clearCookies();
  await enter(page, stage, admin);
  await page.goto('/account/organizations');
  await expectAccessible(page);
  await offer.getByRole('button', { name: 'Join Domain Works' }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}$`));
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('row', { name: /Ada Admin.*Developer/ })).toBeVisible();
});

test('whoever joins meets what the organization demands', async ({ page }) => {
  const stage = readStage();
  await insertVerified('offer');
  await sql(
    `INSERT INTO organization_policies (organization_id, allowed_methods, updated_at) VALUES ($1, '{google}', now())`,
    [world.organizationId],
  );
  const elsewhere = await createWorld(stage, 'Elsewhere Works');
  const { developer } = elsewhere.people;
  await sql('UPDATE users SET email = $2 WHERE id = $1', [
    developer.userId,
    `${developer.userId}@${domain}`,
  ]);
  await enter(page, stage, developer);
  await page.goto('/welcome');
  await page.getByRole('button', { name: 'Join Domain Works' }).click();
  await expect(page).toHaveURL(new RegExp(`/entry/${world.slug}$`));
});

test('an Admin removes a domain after reading what ends', async ({ page }) => {
  const stage = readStage();
  await insertVerified('offer');
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/domains`);
  await page.getByRole('button', { name: `Remove ${domain}` }).click();
  const dialog = page.getByRole('alertdialog', { name: `Remove ${domain}?` });
  await expect(dialog).toContainText('Nobody can join by an address on it any more. Members stay.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Remove domain' }).click();
  await expect(page.getByText(`${domain} is removed`)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No domains yet' })).toBeVisible();
});

test('a record that is gone, and a proof that ended, say what to do', async ({ page }) => {
  const stage = readStage();
  await insertVerified('offer');
  await sql(
    `UPDATE organization_domains SET failing_since = now() - interval '2 days', last_failure = 'absent' WHERE domain = $1`,
    [domain],
  );
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/domains`);
  const section = page.getByRole('region', { name: domain });
  await expect(section).toContainText('Verified, record gone');
  await expect(section).toContainText('Publish it again before');
  await expectAccessible(page);
  await sql(
    `UPDATE organization_domains SET verified_at = NULL, failing_since = NULL, next_check_at = NULL, lapsed_at = now() WHERE domain = $1`,
    [domain],
  );
  await page.reload();
  await expect(section).toContainText('No longer verified');
  await expect(section.getByRole('radio')).toHaveCount(0);
  await expectAccessible(page);
});

test('the other roles see the domains and change nothing', async ({ page, request }) => {
  const stage = readStage();
  await insertVerified('offer');
  for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
    await page.context().clearCookies();
    await enter(page, stage, world.people[role]);
    await page.goto(`/orgs/${world.slug}/settings`);
    await page.getByRole('link', { name: 'See domains' }).click();
    await expect(page.getByText(domain)).toBeVisible();
    await expect(page.getByText(/Admins change this\. .*Ada Admin/)).toBeVisible();
    await expect(
      page.locator('main').getByRole('button', { name: /Add|Check|Remove/ }),
    ).toHaveCount(0);
    await expect(page.getByText('gatehouse-verification=')).toHaveCount(0);
  }
  await expectAccessible(page);
  const outsider = await createWorld(stage, 'Outside Works');
  const token = await openSessionOf(stage, outsider.people.admin);
  const [{ name } = { name: '' }] = await page.context().cookies();
  const response = await request.get(`/orgs/${world.slug}/settings/domains`, {
    headers: { cookie: `${name}=${token}` },
  });
  expect(response.status()).toBe(404);
  expect(await response.text()).not.toContain(domain);
});
