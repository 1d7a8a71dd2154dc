import { forgeries } from '@/tests/support/oauth-people';
import { freshEmail } from './support/forms';
import { atProvider, failed, land, leave, wayBack, type ProviderName } from './support/oauth';
import { expect, test } from './support/test';

const providers: ProviderName[] = ['google', 'github'];
const welcome = { path: '/', cookies: expect.stringMatching(/gatehouse-session-/) as unknown };

/** The address with one parameter changed, or without it. */
function changed(address: string, name: string, value: string | null): string {
  const url = new URL(address);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

for (const provider of providers) {
  test.describe(provider, () => {
    test('the way back opens a session once, and never again', async ({ request }) => {
      const back = await wayBack(request, await leave(request, provider), freshEmail('once'));
      expect(await land(request, back)).toMatchObject(welcome);
      expect(await land(request, back)).toEqual(failed(provider));
    });

    test('twenty ways back at once open one session', async ({ request }) => {
      const back = await wayBack(request, await leave(request, provider), freshEmail('burst'));
      const landings = await Promise.all(Array.from({ length: 20 }, () => land(request, back)));
      expect(landings.filter(({ cookies }) => /gatehouse-session-/.test(cookies))).toHaveLength(1);
    });

    test('a state that is missing, wrong or of an earlier handshake opens nothing', async ({
      request,
    }) => {
      const earlier = await wayBack(request, await leave(request, provider), freshEmail('state'));
      for (const value of [null, '', 'wrong', new URL(earlier).searchParams.get('state')]) {
        const address = await leave(request, provider);
        const back = await wayBack(request, address, freshEmail('state'));
        expect(await land(request, changed(back, 'state', value))).toEqual(failed(provider));
      }
    });

    test('what another browser began opens nothing', async ({ request, playwright, baseURL }) => {
      const back = await wayBack(request, await leave(request, provider), freshEmail('victim'));
      const other = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
      expect(await land(other, back)).toEqual(failed(provider));
      await leave(other, provider);
      expect(await land(other, back)).toEqual(failed(provider));
      await other.dispose();
    });

    test('without PKCE, or with the challenge of somebody else, it ends at the provider', async ({
      request,
    }) => {
      const address = await leave(request, provider);
      const [challenge, method] = ['code_challenge', 'code_challenge_method'];
      expect(new URL(address).searchParams.get(method)).toBe('S256');
      const other = changed(address, challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
      const back = await wayBack(request, other, freshEmail('pkce'));
      expect(await land(request, back)).toEqual(failed(provider));
      const bare = changed(changed(await leave(request, provider), challenge, null), method, null);
      const refused = await request.get(bare, { maxRedirects: 0 });
      const { location } = refused.headers();
      if (location === undefined) expect(refused.status()).toBe(400);
      else expect(await land(request, location)).toEqual(failed(provider));
    });

    test('what was begun with it cannot be finished with the other', async ({ request }) => {
      const other = provider === 'google' ? 'github' : 'google';
      await leave(request, other);
      const back = await wayBack(request, await leave(request, provider), freshEmail('mixed'));
      const mixed = back.replace(`/callback/${provider}`, `/callback/${other}`);
      expect(await land(request, mixed)).toEqual(failed(other));
      expect(await land(request, changed(mixed, 'iss', null))).toEqual(failed(other));
    });

    test('an answer in the name of another issuer opens nothing', async ({ request }) => {
      const back = await wayBack(request, await leave(request, provider), freshEmail('issuer'));
      expect(await land(request, changed(back, 'iss', 'https://evil.example'))).toEqual(
        failed(provider),
      );
    });

    test('no address leads away from here, and nothing of it is shown', async ({ request }) => {
      const query =
        '?error=%3Cscript%3E&error_description=call+0800&callbackUrl=https://evil.example';
      const landing = await land(request, `/api/auth/callback/${provider}${query}`);
      expect(landing).toEqual(failed(provider));
      const page = await request.get(
        `/sign-in?notice=%3Cscript%3Ealert(1)%3C/script%3E&with=${provider}`,
      );
      expect(await page.text()).not.toContain('<script>alert(1)');
    });
  });
}

for (const forgery of forgeries) {
  test(`an ID token that is forged opens nothing: ${forgery}`, async ({ request }) => {
    const login = freshEmail('forged');
    await atProvider('google', login, { forgery });
    const back = await wayBack(request, await leave(request, 'google'), login);
    expect(await land(request, back)).toEqual(failed('google'));
    await atProvider('google', login, { forgery: null });
    const honest = await wayBack(request, await leave(request, 'google'), login);
    expect(await land(request, honest)).toMatchObject(welcome);
  });
}

test('nothing else of next-auth is there: no page, no session, no cookie', async ({ request }) => {
  const gets = [
    'signin',
    'signin/google',
    'signout',
    'session',
    'csrf',
    'providers',
    'error',
    'verify-request',
    '_log',
    'callback',
    'callback/credentials',
    'callback/email',
    'callback/google/more',
    'CALLBACK/google',
  ];
  for (const path of gets) {
    const response = await request.get(`/api/auth/${path}`, { maxRedirects: 0 });
    expect([path, response.status(), response.headers()['set-cookie']]).toEqual([
      path,
      404,
      undefined,
    ]);
  }
  for (const path of [...gets, 'callback/google', 'callback/github']) {
    const response = await request.post(`/api/auth/${path}`, {
      form: { csrfToken: 'x', json: 'true' },
      maxRedirects: 0,
    });
    expect([404, 405]).toContain(response.status());
    expect(response.headers()['set-cookie']).toBeUndefined();
  }
});
