import { readFileSync } from 'node:fs';
import { faults } from '@/tests/support/oauth-people';
import { freshEmail } from './support/forms';
import { atProvider, failed, land, leave, wayBack, type ProviderName } from './support/oauth';
import { expect, test } from './support/test';

const providers: ProviderName[] = ['google', 'github'];
/** Past it somebody who waits would think that Gatehouse is broken. */
const patienceMs = 15_000;

for (const provider of providers) {
  for (const fault of faults) {
    test(`${provider} out of order while a code is redeemed (${fault}) leads back to sign-in, soon and without a session`, async ({
      request,
    }) => {
      const login = freshEmail('fault');
      await atProvider(provider, login, { fault });
      const back = await wayBack(request, await leave(request, provider), login);
      const start = performance.now();
      expect(await land(request, back)).toEqual(failed(provider));
      expect(performance.now() - start).toBeLessThan(patienceMs);
      await atProvider(provider, login, { fault: null });
      // The handshake is used up; another one works.
      expect(await land(request, back)).toEqual(failed(provider));
      const again = await wayBack(request, await leave(request, provider), login);
      expect(await land(request, again)).toMatchObject({ path: '/' });
    });
  }
}

for (const [what, person] of [
  ['no address', { email: null }],
  ['an address and not whether it is verified', { isVerified: null }],
] as const) {
  test(`an ID token with ${what} opens no session and says why`, async ({ request }) => {
    const login = freshEmail('silent');
    await atProvider('google', login, person);
    const back = await wayBack(request, await leave(request, 'google'), login);
    expect(await land(request, back)).toEqual({
      path: '/sign-in?notice=oauth-email-unverified&with=google',
      cookies: '',
    });
  });
}

test('the notice after a fault is in plain words, and neither page nor log holds a stack', async ({
  page,
  request,
  stage,
}) => {
  const login = freshEmail('stack');
  await atProvider('google', login, { fault: 'error-500' });
  const { path } = await land(
    request,
    await wayBack(request, await leave(request, 'google'), login),
  );
  await page.goto(path);
  const notice = page.locator('main').getByRole('alert');
  await expect(notice).toContainText('Continuing with Google did not work');
  await expect(notice).toContainText('or Google had a fault');
  const text = await page.locator('main').innerText();
  expect(text).not.toMatch(/Internal error|OPError|RPError|expected 200|\bat \S+:\d+/);
  const told = readFileSync(stage.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('a handshake failed'));
  expect(told.length).toBeGreaterThan(0);
  for (const line of told) expect(line).not.toMatch(/\bat .+:\d+:\d+/);
});
