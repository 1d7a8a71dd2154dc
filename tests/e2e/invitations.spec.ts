import type { Page } from '@playwright/test';
import { linkIn, waitForMail, waitForMailWithLink } from '@/tests/support/mailbox';
import { codeIn, fillIn, freshEmail, goodPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, worldPassword, type World } from './support/world';

let world: World;
let elsewhere: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Inviting Works');
  elsewhere = await createWorld(readStage(), 'Other Works');
});

async function invite(page: Page, email: string, role = 'Developer'): Promise<void> {
  await page.goto(`/orgs/${world.slug}/members/invitations`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email', { exact: true }).fill(email);
  await dialog.getByRole('radio', { name: role }).click();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByText(`Invitation sent to ${email}`)).toBeVisible();
}

const row = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });
async function choose(page: Page, email: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${email}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a newcomer creates an account from the link, and finds the invitation after confirming it', async ({
  page,
  browser,
  stage,
}) => {
  await enter(page, stage, world.people.admin);
  const email = freshEmail('newcomer');
  await invite(page, email);
  await expect(row(page, email)).toContainText('Default');
  const mail = await waitForMailWithLink(stage.mailFolder, email, '/invitations');
  expect(mail.mail.subject).toBe('You are invited to an organization on Gatehouse');

  const guest = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await guest.goto(linkIn(mail, '/invitations'));
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Join Inviting Works');
  await guest.getByRole('link', { name: 'Create an account' }).click();
  await expect(guest.getByLabel('Email', { exact: true })).toHaveValue(email);
  await fillIn(guest, { Name: 'Nora Newcomer', Password: goodPassword }, 'Create account');
  const code = codeIn(await waitForMail(stage.mailFolder, email, 2));
  await fillIn(guest, { Code: code }, 'Confirm email address');
  await expect(guest).toHaveURL(/\/welcome$/);
  await guest.getByRole('button', { name: 'Join Inviting Works' }).click();
  await expect(guest).toHaveURL(`${stage.url}/orgs/${world.slug}`);

  // The mail stays a way in, for its person alone.
  await guest.goto(linkIn(mail, '/invitations'));
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('You are in Inviting Works');
  await page.reload();
  await expect(row(page, email)).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/members?q=${encodeURIComponent(email)}`);
  await expect(row(page, email)).toContainText('Developer');
});

test('whoever has an account signs in from the link and comes back to it; somebody else is told so', async ({
  page,
  browser,
  stage,
}) => {
  await enter(page, stage, world.people.admin);
  const invited = elsewhere.people.developer;
  await invite(page, invited.email, 'Read-Only');
  const link = linkIn(
    await waitForMailWithLink(stage.mailFolder, invited.email, '/invitations'),
    '/invitations',
  );

  const guest = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await enter(guest, stage, elsewhere.people.admin);
  await guest.goto(link);
  await expect(guest.getByRole('main')).toContainText(
    `This invitation is to ${invited.email}, and you are signed in as ${elsewhere.people.admin.email}.`,
  );
  await expect(guest.getByRole('button', { name: /^Join/ })).toHaveCount(0);
  await guest.getByRole('button', { name: 'Sign out and sign in again' }).click();
  await expect(guest).toHaveURL(/\/sign-in\?next=/);
  await fillIn(guest, { Email: invited.email, Password: worldPassword }, 'Sign in');
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Join Inviting Works');
  await guest.getByRole('button', { name: 'Join Inviting Works' }).click();
  await expect(guest).toHaveURL(`${stage.url}/orgs/${world.slug}`);
});

test('an invitation is sent again, revoked and taken back', async ({ page, browser, stage }) => {
  await enter(page, stage, world.people.admin);
  const email = freshEmail('undecided');
  await invite(page, email);
  const first = linkIn(
    await waitForMailWithLink(stage.mailFolder, email, '/invitations'),
    '/invitations',
  );
  await choose(page, email, 'Send again');
  await expect(page.getByText(`Sent to ${email} again`)).toBeVisible();
  const second = linkIn(await waitForMail(stage.mailFolder, email, 2), '/invitations');

  const guest = await (await browser.newContext({ baseURL: stage.url })).newPage();
  const says = async (link: string, heading: string) => {
    await guest.goto(link);
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText(heading);
  };
  await says(first, 'This invitation no longer works');
  await says(second, 'Join Inviting Works');
  await choose(page, email, 'Revoke');
  await expect(page.getByText(`Invitation of ${email} revoked`)).toBeVisible();
  await expect(row(page, email)).toHaveCount(0);
  await says(second, 'This invitation no longer works');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, email)).toHaveCount(1);
  await says(second, 'Join Inviting Works');
});

test('faults are said in the dialog, beside the address', async ({ page, stage }) => {
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/members/invitations`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const email = dialog.getByLabel('Email', { exact: true });
  for (const [typed, message] of [
    ['nobody', /Enter an email address/],
    [world.people.developer.email, /already a member/],
  ] as const) {
    await email.fill(typed);
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await expect(email).toHaveAccessibleDescription(message);
    await expect(email).toHaveValue(typed);
  }
});

test('only Admins see who was invited', async ({ page, stage }) => {
  for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
    await enter(page, stage, world.people[role]);
    await page.goto(`/orgs/${world.slug}/members`);
    await expect(page.getByRole('link', { name: /^Invit/ })).toHaveCount(0);
    await page.goto(`/orgs/${world.slug}/members/invitations`);
    await expect(page.getByRole('main')).toContainText('Admin');
    await expect(page.getByRole('button', { name: 'Invite' })).toHaveCount(0);
  }
});
