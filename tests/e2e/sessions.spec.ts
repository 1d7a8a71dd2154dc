import { expect, test } from './support/test';
import { createWorld, signIn, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  const { readStage } = await import('./support/stage');
  world = await createWorld(readStage(), 'Sessions');
});

test('a session that is revoked in one browser is over in the other at its next request', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people.developer;
  await signIn(page, person.email);
  const context = await browser.newContext({ baseURL: stage.url });
  const second = await context.newPage();
  await signIn(second, person.email);

  await page.goto('/account/sessions');
  await page.getByRole('button', { name: 'Sign out all other sessions' }).click();
  const confirm = page.getByRole('alertdialog').getByRole('button', { name: /Sign out/ });
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await expect(page.getByText(/This (device|browser|session)/).first()).toBeVisible();

  await expect(async () => {
    await second.goto(`/orgs/${world.slug}`);
    await expect(second).toHaveURL(/\/sign-in/, { timeout: 1000 });
  }).toPass();
  await page.goto(`/orgs/${world.slug}`);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await context.close();
});

test('of two browsers of one name each has a button with a name of its own', async ({
  page,
  browser,
  stage,
}) => {
  const person = world.people['billing-manager'];
  for (let count = 0; count < 2; count += 1) {
    const context = await browser.newContext({ baseURL: stage.url });
    await signIn(await context.newPage(), person.email);
    await context.close();
  }
  await signIn(page, person.email);
  await page.goto('/account/sessions');
  const buttons = page.getByRole('button', { name: /^Sign out Chrom/ });
  await expect(buttons).toHaveCount(2);
  const names = await buttons.evaluateAll((all) =>
    all.map((button) => button.getAttribute('aria-label')),
  );
  expect(new Set(names).size).toBe(2);
  expect(names[0]).toMatch(/^Sign out Chrom.+ at .+, last used .+ Europe\/Berlin/);
  await buttons.first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(buttons).toHaveCount(1);
});

test('signing out ends the session: neither the back button nor the captured cookie brings it back', async ({
  page,
  stage,
  browser,
}) => {
  await signIn(page, world.people.admin.email);
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible();
  const captured = await page.context().cookies();
  await page
    .getByRole('button', { name: /Ada Admin/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText('Dora Developer')).toHaveCount(0);

  const thief = await browser.newContext({ baseURL: stage.url });
  await thief.addCookies(captured);
  const stolen = await thief.newPage();
  await stolen.goto(`/orgs/${world.slug}/members`);
  await expect(stolen).toHaveURL(/\/sign-in/);
  await thief.close();
});

test('the session cookie is out of reach of scripts and of other sites', async ({ page }) => {
  await signIn(page, world.people['read-only'].email);
  const cookie = (await page.context().cookies()).find(({ name }) =>
    name.startsWith('gatehouse-session'),
  );
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  expect(cookie?.value).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
