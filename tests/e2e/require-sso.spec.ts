import { generateSync } from 'otplib';
import pg from 'pg';
import type { Page } from '@playwright/test';
import { createCode } from '@/lib/break-glass/create-code';
import { authorize } from '@/lib/authz/authorize';
import { findSession } from '@/lib/sessions/find-session';
import { insertActiveConnection, insertDomain, requireSso } from '@/tests/support/sso-domains';
import { waitForMailWithLink } from '@/tests/support/mailbox';
import { expectAccessible } from './support/accessibility';
import { fillIn } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createWorld,
  enter,
  openSessionOf,
  principalOf,
  stageDeps,
  turnOnMfa,
  worldPassword,
  type Person,
  type World,
} from './support/world';

let world: World;
let domain: string;
let count = 0;
test.beforeEach(async () => {
  world = await createWorld(readStage(), 'Required Works');
  domain = `required-${process.pid}-${(count += 1)}.example`;
  await insertDomain(sql, world.organizationId, domain, { requiresSso: false });
});

async function sql(text: string, values: unknown[]): Promise<void> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  try {
    await owner.query(text, values);
  } finally {
    await owner.end();
  }
}

async function moveTo(person: Person, email: string): Promise<Person> {
  await sql('UPDATE users SET email = $2 WHERE id = $1', [person.userId, email]);
  return { ...person, email };
}

/** What the app shows now, or so many steps of thirty seconds away. */
const appCode = (secret: string, steps = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
const settings = () => `/orgs/${world.slug}/settings`;

/** Makes the Admin's own code, and returns what is printed. */
async function makeCode(page: Page, name: 'Make a code' | 'Make a new code'): Promise<string> {
  await page.getByRole('button', { name }).click();
  const dialog = page.getByRole('dialog', { name: 'Your break-glass code' });
  const code = await dialog.getByText(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/).innerText();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'I have saved it' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await page.content()).not.toContain(code);
  return code;
}

/** The code that an Admin with an app has made on their page. */
async function preparedCode(admin: Person): Promise<string> {
  const stage = readStage();
  const deps = stageDeps(stage);
  try {
    const session = await findSession(deps, await openSessionOf(stage, admin));
    const principal = { ...principalOf(world, 'admin'), sessionId: session!.sessionId };
    return (await createCode(deps, authorize(principal, 'sso.update'))).code;
  } finally {
    await deps.close();
  }
}

test('an Admin prepares emergency access, and requires single sign-on', async ({ page }) => {
  const stage = readStage();
  const admin = await moveTo(world.people.admin, `ada@${domain}`);
  await sql(`UPDATE memberships SET role = 'admin' WHERE user_id = $1`, [
    world.people.developer.userId,
  ]);
  await insertActiveConnection(sql, world.organizationId);
  const secret = await turnOnMfa(stage, admin);
  await enter(page, stage, admin);

  // What is missing is said, and leads to where it is had.
  await page.goto(`${settings()}/domains`);
  const section = page.getByRole('region', { name: domain });
  await expect(section).toContainText('Before it can be required:');
  const requiring = page.getByRole('button', { name: `Require single sign-on for ${domain}` });
  await expect(requiring).toBeDisabled();
  await expectAccessible(page);
  await section.getByRole('link', { name: 'emergency access' }).click();
  await expect(page.getByRole('heading', { name: 'Emergency access', level: 1 })).toBeVisible();
  await expect(page.getByText('No domain requires single sign-on')).toBeVisible();
  await expectAccessible(page);
  await makeCode(page, 'Make a code');
  await expect(page.getByText(/^Ready, code of/)).toBeVisible();
  await expect(page.getByText('No second factor')).toBeVisible();

  // Asked for a proof of identity once, and told whom it concerns.
  await ageProofs(stage, admin);
  await page.goto(`${settings()}/domains`);
  await expect(section).not.toContainText('Before it can be required:');
  await requiring.click();
  const dialog = page.getByRole('alertdialog', { name: `Require single sign-on for ${domain}?` });
  await expect(dialog).toContainText(`1 member has an address at ${domain}`);
  await expect(dialog).toContainText('You are one of them.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Require single sign-on' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Authentication code').fill(appCode(secret, -1));
  await proof.getByRole('button', { name: 'Confirm' }).click();

  // Whoever came by a password enters no more.
  await expect(page).toHaveURL(new RegExp(`/entry/${world.slug}`));
  await expect(
    page.getByRole('heading', { name: 'Required Works asks for single sign-on' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Sign out and sign in again' }).click();
  await expect(page.getByLabel('Work email')).toHaveValue(admin.email);
});

test('an Admin whose password is refused gets in by the printed code, and prints another', async ({
  page,
}) => {
  const stage = readStage();
  const admin = await moveTo(world.people.admin, `ada@${domain}`);
  const other = world.people.developer;
  await sql(`UPDATE memberships SET role = 'admin' WHERE user_id = $1`, [other.userId]);
  const secret = await turnOnMfa(stage, admin);
  const code = await preparedCode(admin);
  await requireSso(sql, domain);

  await page.goto('/sign-in');
  await fillIn(page, { Email: admin.email, Password: worldPassword }, 'Sign in');
  await expect(page.getByText(`${domain} signs in by single sign-on.`)).toBeVisible();
  await expectAccessible(page);
  const sso = page.getByRole('link', { name: 'Continue with single sign-on' });
  await expect(sso).toHaveAttribute(
    'href',
    `/sign-in/sso?email=${encodeURIComponent(admin.email)}`,
  );
  await page.getByRole('link', { name: 'Emergency access for Admins' }).click();
  await expect(page.getByRole('heading', { name: 'Emergency access' })).toBeVisible();
  await expectAccessible(page);
  const typed = { Email: admin.email, Password: worldPassword };
  await fillIn(page, { ...typed, 'Break-glass code': 'AAAA-BBBB-CCCC-DDDD' }, 'Continue');
  await expect(page.getByText('Emergency access was refused')).toBeVisible();
  await fillIn(page, { ...typed, 'Break-glass code': code.toLowerCase() }, 'Continue');
  await expect(page.getByRole('heading', { name: 'Confirm your sign-in' })).toBeVisible();
  await page.getByLabel('Authentication code').fill(appCode(secret));
  await page.getByRole('button', { name: 'Continue' }).click();

  // Led to where another code is made, and every Admin is told.
  await expect(page.getByText('Your code is used up')).toBeVisible();
  await expect(page.getByText('No Admin has emergency access')).toBeVisible();
  await expectAccessible(page);
  for (const { email } of [admin, other]) {
    const link = `${settings()}/sso/break-glass`;
    const { mail } = await waitForMailWithLink(stage.mailFolder, email, link);
    expect(mail.subject).toBe('A break-glass code was used');
  }
  const next = await makeCode(page, 'Make a new code');
  expect(next).not.toBe(code);
  await expect(page.getByText('No Admin has emergency access')).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(page.getByText('Used a break-glass code')).toBeVisible();

  // The last code that works stays as long as it is required.
  await page.goto(`${settings()}/sso/break-glass`);
  await page.getByRole('button', { name: `Remove code of ${admin.name}` }).click();
  const removal = page.getByRole('alertdialog');
  await removal.getByRole('button', { name: 'Remove code' }).click();
  await expect(removal.getByRole('alert')).toContainText('only Admin with emergency access');
  await removal.getByRole('button', { name: 'Cancel' }).click();

  await page.goto(`${settings()}/domains`);
  const section = page.getByRole('region', { name: domain });
  await page.getByRole('button', { name: `Stop requiring single sign-on for ${domain}` }).click();
  const stopping = page.getByRole('alertdialog');
  await stopping.getByRole('button', { name: 'Stop requiring' }).click();
  await expect(section).toContainText('Not required');
});

test('signing up and inviting say that a domain signs in elsewhere', async ({ page }) => {
  const stage = readStage();
  await requireSso(sql, domain);
  await page.goto('/sign-up');
  await fillIn(
    page,
    { Name: 'Nora Newcomer', Email: `nora@${domain}`, Password: 'quiet harbour violet engine' },
    'Create account',
  );
  await expect(page.getByText(`${domain} signs in by single sign-on.`)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Continue with single sign-on' })).toHaveAttribute(
    'href',
    `/sign-in/sso?email=${encodeURIComponent(`nora@${domain}`)}`,
  );
  await expectAccessible(page);

  const elsewhere = await createWorld(stage, 'Elsewhere');
  await enter(page, stage, elsewhere.people.admin);
  await page.goto(`/orgs/${elsewhere.slug}/members/invitations`);
  await page.getByRole('button', { name: 'Invite', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email').fill(`nora@${domain}`);
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(dialog.getByRole('alert').first()).toContainText('of another organization');
});

test('who is no Admin sees what holds, and neither changes it nor finds the codes', async ({
  page,
}) => {
  const stage = readStage();
  await requireSso(sql, domain);
  await enter(page, stage, world.people['read-only']);
  await page.goto(`${settings()}/domains`);
  await expect(page.getByText('Single sign-on is required.')).toBeVisible();
  await expect(page.getByText('No Admin has emergency access')).toHaveCount(0);
  await page.goto(`${settings()}/sso/break-glass`);
  await expect(page.getByRole('heading', { name: 'Emergency access' })).toBeVisible();
  await expect(page.getByText('Your role is Read-Only')).toBeVisible();
});

test('who came by single sign-on is sent to no other way of signing in that is refused', async ({
  page,
}) => {
  const stage = readStage();
  const member = await moveTo(world.people.developer, `dora@${domain}`);
  const connectionId = await insertActiveConnection(sql, world.organizationId);
  await enter(page, stage, member);
  await sql(`UPDATE sessions SET method = 'saml', saml_connection_id = $2 WHERE user_id = $1`, [
    member.userId,
    connectionId,
  ]);
  const again = page.getByRole('button', { name: 'Sign out and sign in again' });
  await page.goto('/account/security');
  await expect(page.getByText('Choose one by “Forgot password?”')).toBeVisible();
  await expect(again).toBeVisible();

  await requireSso(sql, domain);
  await page.reload();
  await expect(page.getByText('Required Works requires single sign-on')).toBeVisible();
  await expect(page.getByText('Forgot password?')).toHaveCount(0);
  await expect(again).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Back to Required Works' }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}`));
  await page.goto(`${settings()}/domains`);
  await expect(page.getByText('Single sign-on is required.')).toBeVisible();
});
