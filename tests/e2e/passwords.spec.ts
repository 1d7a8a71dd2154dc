import { linkIn, mailsTo, waitForMail } from '@/tests/support/mailbox';
import { fillIn, freshEmail, goodPassword, otherPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, signIn, worldPassword, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Password Engines');
});

test('a forgotten password is set anew by the mailed link, once, and every session ends', async ({
  page,
  browser,
  stage,
}) => {
  const { email } = world.people.developer;
  await enter(page, stage, world.people.developer);
  const context = await browser.newContext({ baseURL: stage.url });
  const forgetful = await context.newPage();
  await forgetful.goto('/sign-in');
  await forgetful.getByRole('link', { name: 'Forgot password?' }).click();
  await forgetful.getByRole('heading', { name: 'Forgot password' }).waitFor();
  await fillIn(forgetful, { Email: email }, 'Send reset link');
  await expect(forgetful.getByRole('status')).toContainText(`If ${email} has an account`);

  const link = linkIn(await waitForMail(stage.mailFolder, email), '/reset-password');
  expect((await fetch(link)).status).toBe(200);
  await forgetful.goto(link);
  await fillIn(forgetful, { 'New password': worldPassword }, 'Set new password');
  await expect(forgetful.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(
    /your last|before/,
  );
  await fillIn(forgetful, { 'New password': goodPassword }, 'Set new password');
  await expect(forgetful).toHaveURL(/\/sign-in\?notice=password-set/);
  await expect(forgetful.getByText('Your new password is set')).toBeVisible();

  await page.goto('/account/profile');
  await expect(page).toHaveURL(/\/sign-in/);
  await forgetful.goto(link);
  await expect(forgetful.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await signIn(forgetful, email, goodPassword);
  const notice = await waitForMail(stage.mailFolder, email, 2);
  expect(notice.mail.subject).toBe('Your password was changed');
  await context.close();
});

test('asking for a link says the same for an address that nobody has, and sends nothing', async ({
  page,
  stage,
}) => {
  const known = world.people['read-only'].email;
  const unknown = freshEmail('nobody');
  const said: string[] = [];
  for (const email of [known, unknown]) {
    await page.goto('/forgot-password');
    await fillIn(page, { Email: email }, 'Send reset link');
    await page.getByRole('status').waitFor();
    said.push((await page.locator('main').innerText()).replaceAll(email, '<address>'));
  }
  expect(said[1]).toBe(said[0]);
  await waitForMail(stage.mailFolder, known);
  expect(await mailsTo(stage.mailFolder, unknown)).toEqual([]);
});

test('a changed password ends the other sessions and keeps this one; a wrong current one changes nothing', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people['billing-manager'];
  await enter(page, stage, person);
  const context = await browser.newContext({ baseURL: stage.url });
  const other = await context.newPage();
  await enter(other, stage, person);
  await other.goto('/account/profile');
  await expect(other.getByRole('heading', { name: 'Profile' })).toBeVisible();

  await page.goto('/account/security');
  const before = await page.context().cookies();
  const change = (current: string) =>
    fillIn(page, { 'Current password': current, 'New password': otherPassword }, 'Change password');
  await change('not my password today');
  await expect(page.getByLabel('Current password', { exact: true })).toHaveAccessibleDescription(
    'This is not your current password.',
  );
  await other.reload();
  await expect(other.getByRole('heading', { name: 'Profile' })).toBeVisible();

  await change(worldPassword);
  await expect(page.getByText('Password changed')).toBeVisible();
  await expect(page.getByLabel('Current password', { exact: true })).toHaveValue('');
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();

  // A copy of the cookie from before opens nothing.
  await context.clearCookies();
  await context.addCookies(before);
  await other.goto('/account/security');
  await expect(other).toHaveURL(/\/sign-in/);
  await context.close();
});
