import type { APIRequestContext, Page } from '@playwright/test';
import pg from 'pg';
import { describePerson, type ProviderPerson } from '@/tests/support/oauth-people';
import { builtActions, callAction } from './actions';
import { readStage } from './stage';

export type ProviderName = 'google' | 'github';

/** From our page to the provider's and back, as whoever types that login there. */
export async function continueWith(
  page: Page,
  button: string,
  login: string,
  choice = 'Sign in there',
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByLabel('Login').fill(login);
  await page.getByRole('button', { name: choice }).click();
}

/** What a provider says from now on about whoever types that login. */
export async function atProvider(
  provider: ProviderName,
  login: string,
  person: ProviderPerson,
): Promise<void> {
  await describePerson(readStage().providers[provider], login, person);
}

/** Whose account has that address. */
export async function personWith(email: string): Promise<{ userId: string }> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ userId: string }>(
    'SELECT id AS "userId" FROM users WHERE email = $1',
    [email],
  );
  await owner.end();
  const [person] = rows;
  if (person === undefined) throw new Error(`nobody has ${email}`);
  return person;
}

/** Begins as the button does. The cookies stay with `request`; returns the address at the provider. */
export async function leave(request: APIRequestContext, provider: ProviderName): Promise<string> {
  const action = builtActions().find(({ door }) => door.endsWith('#startOAuthAction'));
  if (action === undefined) throw new Error('there is no action to start with');
  const input = { provider, timeZone: 'UTC' };
  const { url: origin } = readStage();
  const { text } = await callAction(request, action, [{ status: 'idle' }, input], { origin });
  const url = /"url":("[^"]+")/.exec(text)?.[1];
  if (url === undefined) throw new Error(`no address in ${text}`);
  return JSON.parse(url) as string;
}

/** Signs in at the provider, and returns the address at ours to which it sends the browser back. */
export async function wayBack(
  request: APIRequestContext,
  address: string,
  login: string,
): Promise<string> {
  let next = address;
  for (let steps = 0; steps < 8; steps += 1) {
    if (new URL(next).pathname.startsWith('/api/auth/callback/')) return next;
    const shown = await request.get(next, { maxRedirects: 0 });
    const answer = shown.headers().location
      ? shown
      : await request.post(next, { form: { login, choice: 'in' }, maxRedirects: 0 });
    const { location } = answer.headers();
    if (location === undefined) throw new Error(`${next}: ${answer.status()}`);
    next = new URL(location, next).href;
  }
  throw new Error('the provider never sent the browser back');
}

export type Landing = { path: string; cookies: string };

/** Opens an address as a browser that is sent there, and says where it leads and what it leaves behind. */
export async function land(request: APIRequestContext, address: string): Promise<Landing> {
  const response = await request.get(address, { maxRedirects: 0 });
  const location = response.headers().location ?? `status ${response.status()}`;
  const { url } = readStage();
  const cookies = response
    .headersArray()
    .filter(({ name, value }) => name.toLowerCase() === 'set-cookie' && !/Max-Age=0/i.test(value))
    .map(({ value }) => value)
    .join('\n');
  return { path: location.replace(url, ''), cookies };
}

export const failed = (provider: ProviderName): Landing => ({
  path: `/sign-in?notice=oauth-failed&with=${provider}`,
  cookies: '',
});
