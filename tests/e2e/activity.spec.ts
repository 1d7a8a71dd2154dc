import { linkIn, mailsTo, waitForMail } from '@/tests/support/mailbox';
import { fillIn, otherPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, signIn, worldPassword, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Watchful Works');
});

test('a sign-in from a new device is mailed, and "This wasn’t me" shuts its user out with one click', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people.developer;
  await enter(page, stage, person);
  const context = await browser.newContext({ baseURL: stage.url });
  const intruder = await context.newPage();
  await signIn(intruder, person.email);

  const mail = await waitForMail(stage.mailFolder, person.email);
  expect(mail.mail.subject).toBe('New sign-in to your account');
  expect(mail.mail.text).toMatch(/Device: .*Chrome/);
  const link = linkIn(mail, '/not-me');
  // A scanner of mail opens it first, twice.
  for (let i = 0; i < 2; i += 1) expect((await fetch(link)).status).toBe(200);

  const visitor = await (await browser.newContext({ baseURL: stage.url })).newPage();
  await visitor.goto(link);
  await expect(visitor.getByRole('heading', { name: 'Secure your account' })).toBeVisible();
  await visitor.getByRole('button', { name: 'Secure my account' }).click();
  await expect(visitor.getByRole('heading', { name: 'Your account is secured' })).toBeVisible();
  await expect(visitor.getByRole('status')).toContainText('the link is in your mail');

  for (const one of [page, intruder]) {
    await one.goto('/account/profile');
    await expect(one).toHaveURL(/\/sign-in/);
  }
  await fillIn(intruder, { Email: person.email, Password: worldPassword }, 'Sign in');
  await expect(intruder.locator('main').getByRole('alert')).toContainText(
    'The email or the password is wrong.',
  );
  await visitor.goto(link);
  await expect(visitor.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();

  const reset = await waitForMail(stage.mailFolder, person.email, 2);
  await visitor.goto(linkIn(reset, '/reset-password'));
  await fillIn(visitor, { 'New password': otherPassword }, 'Set new password');
  await expect(visitor).toHaveURL(/notice=password-set/);
  await signIn(visitor, person.email, otherPassword);
  // The browser that set the password is known by it: no third mail but the one about the password.
  await waitForMail(stage.mailFolder, person.email, 3);
  const subjects = (await mailsTo(stage.mailFolder, person.email)).map(
    ({ mail: { subject } }) => subject,
  );
  expect(subjects).toEqual([
    'New sign-in to your account',
    'Your account is secured: set a new password',
    'Your password was changed',
  ]);

  await visitor.goto('/account/activity');
  const rows = visitor.getByRole('row');
  await expect(rows.filter({ hasText: 'Secured the account' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'Wrong password' })).toContainText('Refused');
  await context.close();
});

test('sign-in activity can be narrowed to what was refused, and saved as CSV', async ({ page }) => {
  const person = world.people['billing-manager'];
  await page.goto('/sign-in');
  await fillIn(page, { Email: person.email, Password: 'not the password' }, 'Sign in');
  await expect(page.locator('main').getByRole('alert')).toBeVisible();
  await signIn(page, person.email);
  await page.goto('/account/profile');
  await page.getByRole('link', { name: 'Sign-in activity' }).click();
  await expect(page.getByRole('heading', { name: 'Sign-in activity', level: 1 })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Refused' }).click();
  await expect(page).toHaveURL(/outcome=refused/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByText('Wrong password')).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('sign-in-activity.csv');
  const chunks: Buffer[] = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('Sign-in refused,Wrong password,refused');
});

test('an Admin sees the sign-ins of members in the audit log, and a Developer their own alone', async ({
  page,
  stage,
  browser,
}) => {
  const reader = world.people['read-only'];
  const context = await browser.newContext({ baseURL: stage.url });
  await signIn(await context.newPage(), reader.email);
  await context.close();
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/audit-log?action=member.signed-in`);
  await expect(page.getByRole('row').filter({ hasText: reader.name }).first()).toBeVisible();

  const other = await browser.newContext({ baseURL: stage.url });
  const developer = await other.newPage();
  await enter(developer, stage, world.people.developer);
  await developer.goto(`/orgs/${world.slug}/audit-log`);
  await expect(developer.getByText(reader.name)).toHaveCount(0);
  await other.close();
});
