import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

export type Theme = 'light' | 'dark';

/** The page in `theme` at `width` CSS pixels, once the theme is on it. */
export async function show(page: Page, theme: Theme, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

/** Waits until the page itself is there, and not what stands in for it while its data comes. */
export async function settled(page: Page): Promise<void> {
  // By its tag: below an open dialog it has no role.
  await page.locator('h1').first().waitFor();
}

/** What axe finds: the address, the rule, and the elements that break it. */
export async function violationsOf(page: Page, axe = new AxeBuilder({ page })): Promise<string[]> {
  // Without frames of other sites one page is enough; it would open a second one to gather the results.
  const { violations } = await axe
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${page.url()}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
}

/** By how many pixels an element, or the page, is wider than what shows of it. */
export async function overflowOf(element: Locator): Promise<number> {
  return element.evaluate((box) => box.scrollWidth - box.clientWidth);
}

/** The open page, as it stands: wide in the one theme, narrow in the other. */
export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 360],
  ] as const) {
    await show(page, theme, width);
    expect(await violationsOf(page)).toEqual([]);
    expect([page.url(), width, await overflowOf(page.locator('html'))]).toEqual([
      page.url(),
      width,
      0,
    ]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
