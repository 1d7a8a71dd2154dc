import type { Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { fillIn } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createWorld,
  enter,
  turnOnMfa,
  worldPassword,
  type World,
} from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Careful Works');
});

/** What the app shows now, or so many steps of thirty seconds away. */
const codeOf = (secret: string, steps = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
const alertOf = (page: Page) => page.locator('main').getByRole('alert');

async function givePassword(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in?next=/account/security');
  await fillIn(page, { Email: email, Password: worldPassword }, 'Sign in');
  await expect(page).toHaveURL(/\/sign-in\/mfa\?next=/);
}

test('an app is set up from the security page, and its codes and the recovery codes are asked for afterwards', async ({
  page,
}) => {
  const { developer } = world.people;
  await enter(page, readStage(), developer);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up authenticator app' });
  await expect(
    dialog.getByRole('img', { name: 'QR code for your authenticator app' }),
  ).toBeVisible();
  const secret = await dialog.getByLabel('Setup key').inputValue();
  await dialog.getByLabel('Authentication code').fill('000000');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByRole('alert')).toContainText('That is not the code');
  // The step before this one, so that the present code is still to be used below.
  await dialog.getByLabel('Authentication code').fill(codeOf(secret, -1));
  await dialog.getByRole('button', { name: 'Turn on' }).click();

  const codes = page.getByRole('dialog', { name: 'Recovery codes' });
  await expect(codes.getByRole('listitem')).toHaveCount(10);
  const recoveryCode = await codes.getByRole('listitem').first().innerText();
  await page.keyboard.press('Escape');
  await expect(codes).toBeVisible();
  const download = page.waitForEvent('download');
  await codes.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('gatehouse-recovery-codes.txt');
  await codes.getByRole('button', { name: 'I have saved them' }).click();
  await expect(page.getByText('10 of 10')).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await page.context().clearCookies();
  await givePassword(page, developer.email);
  await fillIn(page, { 'Authentication code': '000000' }, 'Continue');
  await expect(alertOf(page)).toContainText('That is not the code');
  await fillIn(page, { 'Authentication code': codeOf(secret) }, 'Continue');
  await expect(page).toHaveURL(/\/account\/security$/);
  await page.goto('/account/sessions');
  await expect(page.getByText('Password and authenticator app')).toBeVisible();

  await page.context().clearCookies();
  await givePassword(page, developer.email);
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await fillIn(page, { 'Recovery code': recoveryCode.toLowerCase() }, 'Continue');
  await expect(page).toHaveURL(/\/account\/security$/);
  await expect(page.getByText('9 of 10')).toBeVisible();
});

test('after five wrong codes the sign-in begins again', async ({ page }) => {
  const { admin } = world.people;
  await turnOnMfa(readStage(), admin);
  await givePassword(page, admin.email);
  for (let count = 0; count < 5; count += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await fillIn(page, { 'Authentication code': '000000' }, 'Continue');
    await answered;
    await expect(alertOf(page)).toContainText('That is not the code');
  }
  await fillIn(page, { 'Authentication code': '000000' }, 'Continue');
  await expect(alertOf(page)).toContainText('This sign-in is over');
  await page.getByRole('link', { name: 'Begin again' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test('turning it off asks for a fresh code, and the password alone signs in afterwards', async ({
  page,
}) => {
  const stage = readStage();
  const reader = world.people['read-only'];
  const secret = await turnOnMfa(stage, reader);
  await enter(page, stage, reader);
  await ageProofs(stage, reader);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Turn off' }).click();
  const confirm = page.getByRole('alertdialog');
  await confirm.getByRole('button', { name: 'Turn off' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Authentication code').fill('000000');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByRole('alert')).toContainText('That is not the code');
  await proof.getByLabel('Authentication code').fill(codeOf(secret));
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('button', { name: 'Set up authenticator app' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await fillIn(page, { Email: reader.email, Password: worldPassword }, 'Sign in');
  await expect(page).toHaveURL(/\/orgs\//);
});
