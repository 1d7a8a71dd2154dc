import type { Page } from '@playwright/test';
import { waitForMail } from '@/tests/support/mailbox';
import { fillIn } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, enter, type World } from './support/world';

let world: World;
let keyId: string;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Profile Engines');
  ({ keyId } = await createKey(readStage(), world, 'Profile key'));
});

/** The pages that tell of people and of times. */
function tellingPages(): string[] {
  const home = `/orgs/${world.slug}`;
  const pages = ['', '/api-keys', `/api-keys/${keyId}`, '/members', '/audit-log'];
  return [...pages.map((page) => `${home}${page}`), '/account/sessions'];
}

const hostile = `<img src=x onerror="top.harmed=1"></title>{{7*7}}\${7*7}'"`;

test('a display name of hostile words is shown as those words, on every page, and greets nobody in a mail', async ({
  page,
  stage,
}) => {
  const person = world.people.developer;
  await enter(page, stage, person);
  await page.goto('/account/profile');
  await fillIn(page, { 'Display name': hostile }, 'Save profile');
  await expect(page.getByText('Profile saved')).toBeVisible();
  await expect(page.getByLabel('Display name')).toHaveValue(hostile);

  for (const path of tellingPages()) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect([path, await page.locator('img[src="x"]').count()]).toEqual([path, 0]);
    expect([path, await page.evaluate(() => 'harmed' in window)]).toEqual([path, false]);
  }
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('cell').filter({ hasText: hostile })).toBeVisible();

  await page.goto('/forgot-password');
  await fillIn(page, { Email: person.email }, 'Send reset link');
  const { mail } = await waitForMail(stage.mailFolder, person.email);
  expect(mail.subject).toBe('Set a new password');
  expect(`${mail.html ?? ''}${mail.text ?? ''}`).not.toMatch(/onerror|7\*7/);
});

test('a name that could pose as another, or is none, is refused beside its field', async ({
  page,
  stage,
}) => {
  await enter(page, stage, world.people['read-only']);
  await page.goto('/account/profile');
  const refused: [name: string, why: RegExp][] = [
    ['   ', /Enter your name/],
    ['Ada \u202eecila', /ordinary punctuation/],
  ];
  for (const [name, why] of refused) {
    await fillIn(page, { 'Display name': name }, 'Save profile');
    await expect(page.getByLabel('Display name')).toHaveAccessibleDescription(why);
  }
  await page.reload();
  await expect(page.getByLabel('Display name')).toHaveValue('Rita Reader');
});

test('a changed time zone changes every time on every page', async ({ page, stage }) => {
  await enter(page, stage, world.people.admin);
  await page.goto('/account/profile');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await expect(zone).toContainText('Europe/Berlin');
  await zone.click();
  await page.getByRole('option', { name: /^Asia\/Tokyo/ }).click();
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByText('Profile saved')).toBeVisible();
  await page.reload();
  await expect(zone).toContainText('Asia/Tokyo (UTC+09:00)');

  let times = 0;
  for (const path of tellingPages()) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const told = page.getByRole('time');
    for (const one of await told.all()) {
      const at = new Date((await one.getAttribute('datetime')) ?? '');
      const clock = at.toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo' });
      // In words for the eye, in full for readers and on hover; the log tells the minutes alone.
      const text = await one.textContent();
      expect([path, text]).toEqual([path, expect.stringContaining(clock.slice(0, 5))]);
      expect([path, text]).toEqual([path, expect.not.stringContaining('Berlin')]);
      times += 1;
    }
  }
  expect(times).toBeGreaterThan(5);
});

async function chooseTheme(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await page.keyboard.press('Escape');
}

test('the theme stays as it was chosen, from the first frame of every page on', async ({
  page,
  stage,
}) => {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    const look = () => {
      // Asked before each frame is painted, from the first one that has something to show.
      if (document.querySelector('main')) seen.add(document.documentElement.dataset.theme ?? '');
      requestAnimationFrame(look);
    };
    look();
  });
  const themesSeen = () =>
    page.evaluate(() => [...((window as Window & { seen?: Set<string> }).seen ?? [])]);
  const html = page.locator('html');

  await page.emulateMedia({ colorScheme: 'light' });
  await enter(page, stage, world.people.admin);
  await page.goto('/account/profile');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await chooseTheme(page, 'Dark');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  for (const path of ['/account/sessions', `/orgs/${world.slug}`, '/account/profile']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await themesSeen()).toEqual(['dark']);
  }

  await page.emulateMedia({ colorScheme: 'dark' });
  await chooseTheme(page, 'Light');
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await themesSeen()).toEqual(['light']);

  await chooseTheme(page, 'System');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
});
