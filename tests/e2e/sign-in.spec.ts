import { fillIn, freshEmail, goodPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, signIn, worldPassword, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Doorkeepers');
});

test('a wrong password says no more than that, and keeps the address', async ({ page }) => {
  await page.goto('/sign-in');
  await fillIn(page, { Email: world.people.admin.email, Password: 'wrong one' }, 'Sign in');
  const alert = page.locator('main').getByRole('alert');
  await expect(alert).toHaveText('The email or the password is wrong.');
  await expect(alert).toBeFocused();
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(world.people.admin.email);
});

test('too many attempts are told how long to wait, and the right password waits too', async ({
  page,
}) => {
  const { email } = world.people.developer;
  await page.goto('/sign-in');
  const alert = page.locator('main').getByRole('alert');
  const attempt = async (password: string) => {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await fillIn(page, { Email: email, Password: password }, 'Sign in');
    await answered;
  };
  for (let count = 0; count < 10; count += 1) {
    await attempt(`wrong one ${count}`);
    await expect(alert).toHaveText('The email or the password is wrong.');
  }
  await attempt(worldPassword);
  await expect(alert).toHaveText(
    /^There were too many attempts to sign in\. Try again in \d+ (seconds|minutes)\.$/,
  );
});

test('after signing in a person gets where they wanted to go', async ({ page }) => {
  await page.goto(`/orgs/${world.slug}/members?role=admin`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillIn(page, { Email: world.people.admin.email, Password: worldPassword }, 'Sign in');
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}/members\\?role=admin$`));
  await page.context().clearCookies();
  await page.goto('/sign-in?next=/account/sessions');
  await fillIn(page, { Email: world.people.admin.email, Password: worldPassword }, 'Sign in');
  await expect(page).toHaveURL(/\/account\/sessions$/);
});

const elsewhere = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/%09/evil.example',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/./\\evil.example',
  '/..//evil.example',
  'javascript:alert(1)',
  '/@evil.example',
  'data:text/html,x',
];

test('the way back after signing in leads nowhere but to this server', async ({ page, stage }) => {
  await signIn(page, world.people.admin.email);
  for (const next of elsewhere) {
    // Signed in already: the page sends on by itself, by an HTTP redirect that can be read.
    const response = await page.request.get(`/sign-in?next=${encodeURIComponent(next)}`, {
      maxRedirects: 0,
    });
    const location = response.headers().location ?? '';
    expect([next, new URL(location, stage.url).origin]).toEqual([next, stage.url]);
    expect([next, location]).toEqual([next, expect.stringMatching(/^\/(?![/\\])/)]);
  }
  await page.context().clearCookies();
  for (const next of ['//evil.example', '/\\evil.example']) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillIn(page, { Email: world.people.admin.email, Password: worldPassword }, 'Sign in');
    await expect(page).toHaveURL(`${stage.url}/orgs/${world.slug}`);
    await page.context().clearCookies();
  }
});

test('whoever is signed in is led on from the pages for visitors', async ({ page, stage }) => {
  await enter(page, stage, world.people.admin);
  for (const path of ['/', '/sign-in', '/sign-up']) {
    await page.goto(path);
    await expect(page).toHaveURL(`${stage.url}/orgs/${world.slug}`);
  }
});

test('a sign-up that waits is told to confirm its address, and only with its own password', async ({
  page,
}) => {
  const email = freshEmail('waiting');
  await page.goto('/sign-up');
  await fillIn(page, { Name: 'Nora', Email: email, Password: goodPassword }, 'Create account');
  await expect(page).toHaveURL(/\/verify-email/);
  await page.goto('/sign-in');
  const alert = page.locator('main').getByRole('alert');
  await fillIn(page, { Email: email, Password: 'wrong one' }, 'Sign in');
  await expect(alert).toHaveText('The email or the password is wrong.');
  await fillIn(page, { Email: email, Password: goodPassword }, 'Sign in');
  await expect(alert).toHaveText(/Confirm your email address first/);
  await page.getByRole('link', { name: /Enter the code/ }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
});

test('the route of the form takes a form of our own page, and nothing else', async ({
  page,
  stage,
}) => {
  const fields = new URLSearchParams({
    email: world.people['billing-manager'].email,
    password: worldPassword,
  });
  const own = {
    origin: stage.url,
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const send = async (headers: Record<string, string>, data = fields.toString()) => {
    const response = await page.request.post('/sign-in/password', {
      headers,
      data,
      maxRedirects: 0,
    });
    return { status: response.status(), headers: response.headers(), text: await response.text() };
  };
  const refusals: [string, number, string, Record<string, string>, string?][] = [
    ['no origin', 403, 'cross-site', { ...own, origin: '' }],
    ['another origin', 403, 'cross-site', { ...own, origin: 'https://evil.example' }],
    ['an opaque origin', 403, 'cross-site', { ...own, origin: 'null' }],
    ['another site', 403, 'cross-site', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['a sibling', 403, 'cross-site', { ...own, 'sec-fetch-site': 'same-site' }],
    [
      'JSON',
      415,
      'unsupported-media-type',
      { ...own, 'content-type': 'application/json' },
      JSON.stringify({ email: 'a@example.com', password: 'x' }),
    ],
    ['a file', 415, 'unsupported-media-type', { ...own, 'content-type': 'text/plain' }],
    ['too much', 413, 'payload-too-large', own, `email=${'a'.repeat(20_000)}`],
    ['no fields', 422, 'invalid-input', own, 'x=1'],
    ['a prototype', 422, 'invalid-input', own, '__proto__=1&constructor=2'],
  ];
  for (const [name, status, code, headers, data] of refusals) {
    const answer = await send(headers, data);
    expect([name, answer.status, answer.text]).toEqual([
      name,
      status,
      expect.stringContaining(code),
    ]);
    expect([name, answer.headers['set-cookie']]).toEqual([name, undefined]);
  }
  const taken = await send(own);
  expect([taken.status, JSON.parse(taken.text)]).toEqual([
    200,
    { status: 'ok', data: { location: '/' } },
  ]);
  expect(taken.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  expect(taken.headers['set-cookie']).toMatch(
    /gatehouse-session-\w+=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=lax/,
  );
  expect((await page.request.get('/sign-in/password')).status()).toBe(404);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('what stands in the address of the page is not what it says', async ({ page }) => {
    await page.goto('/sign-in?refused=rate-limited&wait=95');
    await expect(page.locator('main').getByRole('alert')).toHaveText(
      'There were too many attempts to sign in. Try again in 95 seconds.',
    );
    await page.goto('/sign-in?refused=Call+us&wait=never');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(page.locator('main').getByRole('alert')).toHaveCount(0);
  });

  test('signing up and in, and asking for a link, work all the same', async ({ page, stage }) => {
    await page.goto('/sign-in');
    await fillIn(page, { Email: world.people.admin.email, Password: 'wrong one' }, 'Sign in');
    await expect(page.locator('main').getByRole('alert')).toHaveText(
      'The email or the password is wrong.',
    );
    await fillIn(page, { Email: world.people.admin.email, Password: worldPassword }, 'Sign in');
    await expect(page).toHaveURL(`${stage.url}/orgs/${world.slug}`);

    await page.context().clearCookies();
    await page.goto('/forgot-password');
    await fillIn(page, { Email: freshEmail('nobody') }, 'Send reset link');
    await expect(page.getByRole('status')).toContainText('on its way');

    await page.goto('/sign-up');
    const values = { Name: 'Nora', Email: freshEmail('plain'), Password: goodPassword };
    await fillIn(page, values, 'Create account');
    await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
    // Playwright looks for no text inside of noscript.
    await expect(page.locator('noscript p')).toHaveText('This page needs JavaScript');
  });
});
