import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { memberPages, visitorPages } from './support/page-list';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, signIn, type World } from './support/world';

let world: World;
let keyId: string;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Accessible Engines');
  ({ keyId } = await createKey(readStage(), world, 'Axe key'));
});

async function expectAccessible(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('main').first().waitFor();
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${path}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`,
    ),
  ).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect([path, overflow > 0]).toEqual([path, false]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test.setTimeout(120_000);

      test('every page for visitors is free of violations and fits its width', async ({ page }) => {
        for (const path of visitorPages) await expectAccessible(page, path);
      });

      test('every page for members is free of violations and fits its width', async ({ page }) => {
        await signIn(page, world.people.admin.email);
        for (const path of memberPages(world, keyId)) await expectAccessible(page, path);
      });
    });
  }
}

test('the key dialog is free of violations, in both themes', async ({ page }) => {
  await signIn(page, world.people.admin.email);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`/orgs/${world.slug}/api-keys`);
    await page.getByRole('button', { name: 'Create key' }).first().click();
    await page.getByRole('dialog').waitFor();
    const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test('a key can be made by keyboard alone', async ({ page }) => {
  await signIn(page, world.people.developer.email);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).waitFor();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Secret key')).toBeVisible();
});
