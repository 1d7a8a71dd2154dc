import type { Page } from '@playwright/test';
import { linkIn, mailsTo, waitForMail, waitForMailWithLink } from '@/tests/support/mailbox';
import { codeIn, fillIn, freshEmail, otherPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { ageProofs, createWorld, enter, worldPassword, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Moving Works');
});

/** Asks for another address on the profile page, as somebody who signed in just now. */
async function ask(page: Page, email: string): Promise<void> {
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Change email' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change email' });
  await dialog.getByLabel('New email').fill(email);
  await dialog.getByRole('button', { name: 'Send confirmation' }).click();
  await expect(dialog).toBeHidden();
  const section = page.getByRole('region', { name: 'Email address' });
  await expect(section).toContainText(email);
  await expect(section).toContainText('Waits for confirmation');
}

test('the code of the mail moves the account to the new address, and the old mailbox can undo it', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people.developer;
  const email = freshEmail('moved');
  await enter(page, stage, person);
  await ask(page, email);
  const notice = await waitForMail(stage.mailFolder, person.email);
  expect(notice.mail.subject).toBe('Somebody asked to change your email address');
  expect(notice.mail.text).toContain(`New address: ${email}`);

  await fillIn(page, { Code: 'AAAAAAAA' }, 'Confirm new address');
  await expect(page.getByLabel('Code', { exact: true })).toHaveAccessibleDescription(
    /not the code in the mail/,
  );
  const code = codeIn(await waitForMail(stage.mailFolder, email));
  await fillIn(page, { Code: code.toLowerCase() }, 'Confirm new address');
  await expect(page.getByText('Your new address is in use')).toBeVisible();
  await expect(page.getByText('Waits for confirmation')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Email address' })).toContainText(email);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Email address' })).toContainText(email);

  const changed = await waitForMailWithLink(stage.mailFolder, person.email, '/undo-email-change');
  expect(changed.mail.subject).toBe('Your email address was changed');
  const undo = linkIn(changed, '/undo-email-change');
  // What scanners of mail do.
  for (let visit = 0; visit < 3; visit += 1) {
    expect((await fetch(undo)).status).toBe(200);
    expect((await fetch(undo, { method: 'HEAD' })).status).toBe(200);
  }
  const context = await browser.newContext({ baseURL: stage.url });
  const victim = await context.newPage();
  await victim.goto(undo);
  await expect(victim.locator('main')).toContainText(person.email);
  await expect(victim.locator('main')).not.toContainText(email);
  await victim.getByRole('button', { name: 'Put the old address back' }).click();
  await expect(victim.getByText('Your old address is back')).toBeVisible();

  await page.goto('/account/profile');
  await expect(page).toHaveURL(/\/sign-in/);
  const texts = async () =>
    (await mailsTo(stage.mailFolder, person.email)).find(
      ({ mail }) => mail.text?.includes('/reset-password?token=') ?? false,
    );
  await expect.poll(texts, { timeout: 30_000 }).toBeDefined();
  await victim.goto(linkIn((await texts())!, '/reset-password'));
  await fillIn(victim, { 'New password': otherPassword }, 'Set new password');
  await fillIn(victim, { Email: person.email, Password: otherPassword }, 'Sign in');
  await expect(victim).toHaveURL(/\/orgs\//);
  await victim.goto(undo);
  await expect(victim.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await context.close();
});

test('the link opened in a browser without a session confirms by its button alone, and ends all sessions', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people['billing-manager'];
  const email = freshEmail('by-link');
  await enter(page, stage, person);
  await ask(page, email);
  const link = linkIn(await waitForMail(stage.mailFolder, email), '/confirm-email');
  for (let visit = 0; visit < 3; visit += 1) expect((await fetch(link)).status).toBe(200);

  const context = await browser.newContext({ baseURL: stage.url });
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.locator('main')).toContainText('Bill Manager');
  await expect(other.locator('main')).not.toContainText(person.email);
  await other.getByRole('button', { name: 'Confirm new address' }).click();
  await expect(other.getByText('Your new address is in use')).toBeVisible();
  await other.getByRole('link', { name: 'Sign in' }).click();
  await fillIn(other, { Email: email, Password: worldPassword }, 'Sign in');
  await expect(other).toHaveURL(/\/orgs\//);
  await page.goto('/account/profile');
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await waitForMail(stage.mailFolder, email, 2)).mail.subject).toBe(
    'Your new email address is in use',
  );
  await context.close();
});

test('the link in the browser of the session goes on there; the page says what a dead link is', async ({
  page,
  stage,
}) => {
  const person = world.people['read-only'];
  const email = freshEmail('own-link');
  await enter(page, stage, person);
  await ask(page, email);
  const link = linkIn(await waitForMail(stage.mailFolder, email), '/confirm-email');
  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm new address' }).click();
  await expect(page).toHaveURL(/\/account\/profile/);
  await expect(page.getByText('Your other sessions were signed out.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Email address' })).toContainText(email);
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('an address with an account looks the same as any other; a change can be sent again and cancelled', async ({
  page,
  stage,
}) => {
  const { admin } = world.people;
  const known = world.people.developer.email;
  const unknown = freshEmail('unknown');
  await enter(page, stage, admin);
  const seen = async (email: string) => {
    await ask(page, email);
    const section = page.getByRole('region', { name: 'Email address' });
    return (await section.innerText())
      .replaceAll(email, '<address>')
      .replace(/\d\d:\d\d:\d\d/g, '<time>');
  };
  expect(await seen(known)).toBe(await seen(unknown));
  await expect
    .poll(async () => (await mailsTo(stage.mailFolder, known)).map(({ mail }) => mail.subject), {
      timeout: 30_000,
    })
    .toContain('You already have an account');

  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('The mail is on its way again')).toBeVisible();
  await waitForMail(stage.mailFolder, unknown, 2);
  await page.getByRole('button', { name: 'Cancel change' }).click();
  await expect(page.getByText('Waits for confirmation')).toBeHidden();
  await page.goto(linkIn(await waitForMail(stage.mailFolder, unknown, 2), '/confirm-email'));
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('a change asks for a fresh proof inside its dialog, and says beside the field what is wrong', async ({
  page,
  stage,
}) => {
  const { admin } = world.people;
  await enter(page, stage, admin);
  await ageProofs(stage, admin);
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Change email' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change email' });
  await dialog.getByLabel('New email').fill('not an address');
  await dialog.getByRole('button', { name: 'Send confirmation' }).click();
  await expect(dialog.getByLabel('New email')).toHaveAccessibleDescription(/such as name@example/);
  await dialog.getByLabel('New email').fill(freshEmail('proved'));
  await dialog.getByRole('button', { name: 'Send confirmation' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Waits for confirmation')).toBeVisible();
});
