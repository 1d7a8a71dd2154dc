import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { linkIn, waitForMail, waitForMailWithLink } from '@/tests/support/mailbox';
import { overflowOf, settled, show, violationsOf, type Theme } from './support/accessibility';
import { freshEmail } from './support/forms';
import { memberPages, visitorPages } from './support/page-list';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  beginSignIn,
  challengeCookie,
  createKey,
  createWorld,
  enter,
  turnOnMfa,
  worldPassword,
  type World,
} from './support/world';

let world: World;
let keyId: string;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Accessible Engines');
  ({ keyId } = await createKey(readStage(), world, 'Axe key'));
});

/** Everything, on a wide page in the one theme and on a narrow one in the other; the colours on all four. */
async function expectPathAccessible(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const everything = () => new AxeBuilder({ page }).withTags(tags);
  const colours = () => new AxeBuilder({ page }).withRules(['color-contrast']);
  const looks: [Theme, number, () => AxeBuilder][] = [
    ['light', 1440, everything],
    ['dark', 1440, colours],
    ['dark', 360, everything],
    ['light', 360, colours],
  ];
  for (const [theme, width, rules] of looks) {
    await show(page, theme, width);
    expect(await violationsOf(page, rules())).toEqual([]);
  }
}

/** 320 px is a page of 1280 px at 400 % zoom (WCAG 1.4.10). */
async function expectToFit(page: Page): Promise<void> {
  for (const width of [320, 360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await overflowOf(page.locator('html'));
    expect([page.url(), width, overflow]).toEqual([page.url(), width, 0]);
  }
}

test('every page for visitors is free of violations in both themes, and fits every width', async ({
  page,
}) => {
  test.setTimeout(180_000);
  for (const path of visitorPages) {
    await expectPathAccessible(page, path);
    await expectToFit(page);
  }
});

for (const part of [0, 1, 2]) {
  test(`every page for members is free of violations in both themes, and fits every width (${part + 1} of 3)`, async ({
    page,
    stage,
  }) => {
    test.setTimeout(180_000);
    await enter(page, stage, world.people.admin);
    const paths = memberPages(world, keyId).filter((_, index) => index % 3 === part);
    for (const path of paths) {
      await expectPathAccessible(page, path);
      await expectToFit(page);
    }
  });
}

test('the key dialog is free of violations, in both themes', async ({ page, stage }) => {
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  await page.getByRole('dialog').waitFor();
  for (const theme of ['light', 'dark'] as const) {
    await show(page, theme, 1440);
    expect(await violationsOf(page, new AxeBuilder({ page }).include('[role=dialog]'))).toEqual([]);
  }
});

/** An open dialog, in both themes, on a wide page and a narrow one; its colours are the same on both. */
async function expectDialogAccessible(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name });
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 360]) {
      await show(page, theme, width);
      await expect(dialog).toBeVisible();
      // None of it moves: what fades in has no contrast yet.
      await dialog.evaluate((element) =>
        Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished)),
      );
      expect(await violationsOf(page, new AxeBuilder({ page }).include('[role=dialog]'))).toEqual(
        [],
      );
      const overflow = await overflowOf(dialog);
      expect([name, width, overflow]).toEqual([name, width, 0]);
    }
  }
}

test('the page of the second factor is free of violations in both themes, and fits every width', async ({
  page,
  stage,
}) => {
  test.setTimeout(90_000);
  const person = world.people['billing-manager'];
  await turnOnMfa(stage, person);
  const value = await beginSignIn(stage, person);
  await page.context().addCookies([{ name: challengeCookie, value, url: stage.url }]);
  for (const path of ['/sign-in/mfa', '/sign-in/mfa?with=recovery-code']) {
    await expectPathAccessible(page, path);
    await expect(page.getByRole('heading', { name: 'Confirm your sign-in' })).toBeVisible();
    await expectToFit(page);
  }
});

test('the dialogs of the second factor are free of violations in both themes, and fit every width', async ({
  page,
  stage,
}) => {
  test.setTimeout(90_000);
  const person = world.people['read-only'];
  await enter(page, stage, person);
  await ageProofs(stage, person);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  await expectDialogAccessible(page, 'Confirm that it is you');
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Password').fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expectDialogAccessible(page, 'Set up authenticator app');
  const setup = page.getByRole('dialog', { name: 'Set up authenticator app' });
  const secret = await setup.getByLabel('Setup key').inputValue();
  await setup.getByLabel('Authentication code').fill(generateSync({ secret }));
  await setup.getByRole('button', { name: 'Turn on' }).click();
  await expectDialogAccessible(page, 'Recovery codes');
});

test('every step of a change of address is free of violations, in both themes', async ({
  page,
  stage,
}) => {
  test.setTimeout(180_000);
  const person = world.people['billing-manager'];
  const email = freshEmail('accessible');
  await enter(page, stage, person);
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Change email' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change email' });
  for (const theme of ['light', 'dark'] as const) {
    await show(page, theme, 1440);
    expect(await violationsOf(page, new AxeBuilder({ page }).include('[role=dialog]'))).toEqual([]);
  }
  await dialog.getByLabel('New email').fill(email);
  await dialog.getByRole('button', { name: 'Send confirmation' }).click();
  await expect(page.getByText('Waits for confirmation')).toBeVisible();
  await expectPathAccessible(page, '/account/profile');
  await expectToFit(page);
  await expectPathAccessible(
    page,
    linkIn(await waitForMail(stage.mailFolder, email), '/confirm-email'),
  );
  await expectToFit(page);
  await page.getByRole('button', { name: 'Confirm new address' }).click();
  await expect(page).toHaveURL(/\/account\/profile/);
  const undoPath = '/undo-email-change';
  const undo = linkIn(
    await waitForMailWithLink(stage.mailFolder, person.email, undoPath),
    undoPath,
  );
  await expectPathAccessible(page, undo);
  await expectToFit(page);
});

test('a key can be made by keyboard alone', async ({ page, stage }) => {
  await enter(page, stage, world.people.developer);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Secret key')).toBeVisible();
});

test('a stranger can sign up by keyboard alone, and hears what is wrong where it is', async ({
  page,
}) => {
  await page.goto('/sign-up');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('Tab');
  await expect(page.getByRole('link', { name: /Skip to/ })).toBeFocused();
  await press('Enter', 'Tab');
  await expect(page.getByRole('button', { name: 'Continue with Google' })).toBeFocused();
  await press('Tab', 'Tab');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('Kay Board');
  await press('Tab');
  await page.keyboard.type('not an address');
  await press('Tab');
  await page.keyboard.type('passwordpassword');
  await press('Enter');

  const summary = page.locator('main').getByRole('alert');
  await expect(summary).toBeFocused();
  await press('Tab', 'Enter');
  const email = page.getByLabel('Email', { exact: true });
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription(/Enter an email address such as/);
  await expect(email).toHaveValue('not an address');
  await press('ControlOrMeta+a');
  await page.keyboard.type(`kay.${Date.now()}@example.com`);
  await press('Tab');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await press('ControlOrMeta+a');
  await page.keyboard.type('seven copper lanterns drift');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
});
