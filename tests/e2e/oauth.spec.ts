import { readFileSync } from 'node:fs';
import { generateSync } from 'otplib';
import { linkIn, waitForMail } from '@/tests/support/mailbox';
import { fillIn, freshEmail, otherPassword } from './support/forms';
import { atProvider, continueWith, personWith } from './support/oauth';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { ageProofs, createWorld, enter, signIn, turnOnMfa, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Borrowed Keys');
});

for (const [provider, name] of [
  ['google', 'Google'],
  ['github', 'GitHub'],
] as const) {
  test(`a newcomer continues with ${name}, and comes back the same way although their address changed there`, async ({
    page,
    context,
  }) => {
    const email = freshEmail(provider);
    await page.goto('/sign-up');
    await continueWith(page, `Continue with ${name}`, email);
    await expect(page).toHaveURL(/\/welcome$/);
    const names = (await context.cookies(readStage().url)).map((cookie) => cookie.name);
    expect(names.sort()).toEqual([
      expect.stringMatching(/^gatehouse-device-/),
      expect.stringMatching(/^gatehouse-session-/),
    ]);

    await context.clearCookies();
    await atProvider(provider, email, { email: freshEmail('moved'), name: 'Moved Away' });
    await page.goto('/sign-in?next=/account/sessions');
    await continueWith(page, `Continue with ${name}`, email);
    await expect(page).toHaveURL(/\/account\/sessions$/);
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
    await page.goto('/account/profile');
    await expect(page.getByText(email).first()).toBeVisible();
    await expect(page.getByLabel('Display name', { exact: true })).toHaveValue('Pat Provider');
  });
}

test('an account that is there is not entered, and is linked when its person asks', async ({
  page,
  context,
  stage,
}) => {
  const { developer } = world.people;
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with Google', developer.email);
  await expect(page.getByText('You already have an account with this address')).toBeVisible();
  await page.goto('/account/security');
  await expect(page).toHaveURL(/\/sign-in/);

  await signIn(page, developer.email);
  await page.goto('/account/security');
  // The provider still knows the browser and asks nothing.
  await page.getByRole('button', { name: 'Link Google' }).click();
  await expect(page.getByRole('status').getByText('Your Google account is linked')).toBeVisible();
  await waitForMail(stage.mailFolder, developer.email);

  await context.clearCookies();
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with Google', developer.email);
  await expect(page).toHaveURL(/\/orgs\//);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Unlink Google' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink Google' }).click();
  await expect(page.getByRole('button', { name: 'Link Google' })).toBeVisible();
});

test('somebody without a password keeps their only way in, and sets a password by mail', async ({
  page,
  stage,
}) => {
  const email = freshEmail('passwordless');
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with GitHub', email);
  await expect(page).toHaveURL(/\/welcome$/);
  await page.goto('/account/security');
  await expect(page.getByRole('heading', { name: 'Password', exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Unlink GitHub' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Unlink GitHub' }).click();
  // GitHub let them in without a word, so the act asks once more.
  await continueWith(page, 'Confirm with GitHub', email);
  await page.getByRole('button', { name: 'Unlink GitHub' }).click();
  await dialog.getByRole('button', { name: 'Unlink GitHub' }).click();
  await expect(dialog.getByRole('alert')).toContainText('GitHub is your only way to sign in');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Set a password' }).click();
  await expect(page.getByText('Check your mail')).toBeVisible();
  await page.goto(linkIn(await waitForMail(stage.mailFolder, email), '/reset-password'));
  await fillIn(page, { 'New password': otherPassword }, 'Set new password');
  await fillIn(page, { Email: email, Password: otherPassword }, 'Sign in');
  await expect(page).toHaveURL(/\/welcome$/);
});

test('the second factor is due after Google too', async ({ page, context, stage }) => {
  const { admin } = world.people;
  const login = freshEmail('admin-at-google');
  await enter(page, stage, admin);
  await page.goto('/account/security');
  await continueWith(page, 'Link Google', login);
  await expect(page.getByRole('status').getByText('Your Google account is linked')).toBeVisible();
  const secret = await turnOnMfa(stage, admin);

  await context.clearCookies();
  await page.goto('/sign-in?next=/account/sessions');
  await continueWith(page, 'Continue with Google', login);
  await expect(page).toHaveURL(/\/sign-in\/mfa\?next=/);
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  await fillIn(page, { 'Authentication code': code }, 'Continue');
  await expect(page).toHaveURL(/\/account\/sessions$/);
  await expect(page.getByText('Google and authenticator app')).toBeVisible();
});

for (const [provider, name] of [
  ['google', 'Google'],
  ['github', 'GitHub'],
] as const) {
  test(`an address that ${name} has not verified opens nothing, nor does none at all`, async ({
    page,
  }) => {
    for (const person of [{ isVerified: false }, { email: null }]) {
      const login = freshEmail('unverified');
      await atProvider(provider, login, person);
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await continueWith(page, `Continue with ${name}`, login);
      await expect(page.getByText(`${name} did not confirm your email address`)).toBeVisible();
    }
  });

  test(`whoever turns back at ${name} is told so, and can go on`, async ({ page }) => {
    await page.goto('/sign-in?next=/account/profile');
    await continueWith(page, `Continue with ${name}`, freshEmail('nobody'), 'Cancel');
    await expect(page.getByText(`Continuing with ${name} did not work`)).toBeVisible();
    await continueWith(page, `Continue with ${name}`, freshEmail('somebody'));
    await expect(page).toHaveURL(/\/account\/profile$/);
  });
}

test('whoever has no password confirms a sensitive act at Google, where they prove themselves anew', async ({
  page,
  stage,
}) => {
  const email = freshEmail('step-up');
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with Google', email);
  await expect(page).toHaveURL(/\/welcome$/);
  await ageProofs(stage, await personWith(email));
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  // The provider knows the browser, and asks all the same.
  await continueWith(page, 'Confirm with Google', freshEmail('somebody-else'));
  await expect(page.getByText('Google did not confirm that it is you')).toBeVisible();
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  await continueWith(page, 'Confirm with Google', email);
  await expect(page.getByText('Google confirmed that it is you')).toBeVisible();
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  await expect(page.getByRole('dialog').getByLabel('Setup key')).toBeVisible();
});

test('somebody else’s identity does not take over a browser that is signed in', async ({
  page,
  context,
  stage,
}) => {
  const other = freshEmail('other');
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with GitHub', other);
  await expect(page).toHaveURL(/\/welcome$/);
  await context.clearCookies();

  const reader = world.people['read-only'];
  await page.goto('/sign-in');
  // In another tab they sign in meanwhile.
  await enter(page, stage, reader);
  await continueWith(page, 'Continue with GitHub', other);
  await expect(page.getByText('is not linked to the account you are signed in to')).toBeVisible();
  await page.getByRole('link', { name: `Go on as ${reader.name}` }).click();
  await expect(page).toHaveURL(/\/orgs\//);
});

test('neither log nor database holds what passes between us and a provider', async ({
  page,
  stage,
}) => {
  const seen: string[] = [];
  page.on('request', (request) => {
    const { searchParams } = new URL(request.url());
    for (const name of ['code', 'state', 'nonce', 'code_challenge']) {
      const value = searchParams.get(name);
      if (value !== null) seen.push(value);
    }
  });
  await page.goto('/sign-in');
  await continueWith(page, 'Continue with Google', freshEmail('canary'));
  await expect(page).toHaveURL(/\/welcome$/);
  expect(seen.length).toBeGreaterThan(3);
  const log = readFileSync(stage.logFile, 'utf8');
  expect(log).toContain('/api/auth/callback/google');
  for (const value of [...seen, 'secret-of-gatehouse-at-google']) {
    expect([value, log.includes(value)]).toEqual([value, false]);
  }
});
