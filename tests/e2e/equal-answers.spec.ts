import pg from 'pg';
import type { Page } from '@playwright/test';
import { insertDomain } from '@/tests/support/sso-domains';
import { fillIn, freshEmail, goodPassword } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, turnOnMfa, worldPassword, type World } from './support/world';

let world: World;
test.beforeAll(async () => {
  const stage = readStage();
  world = await createWorld(stage, 'Equal Answers');
  await turnOnMfa(stage, world.people.developer);
});

/** What varies with every request and tells nothing: its id, its time, the random part of a cookie. */
function strip(text: string): string {
  return (
    text
      .replace(/[0-9a-f]{32}/g, '<request id>')
      .replace(/"nonce":"[^"]+"/g, '"nonce":"<nonce>"')
      // Next's own key of a page that it renders along with a redirect.
      .replace(/"[\w-]{21}([vm])"/g, '"<key>$1"')
      .replace(/=[\w-]{43}(?=;)/g, '=<43 characters>')
      .replace(/Expires=[^;]+/g, 'Expires=<time>')
  );
}

/** All that a client sees of the answer of a form: its status, its headers and its bytes. */
async function answerTo(page: Page, act: () => Promise<void>): Promise<string> {
  let tell: (answer: string) => void;
  const answered = new Promise<string>((resolve) => (tell = resolve));
  await page.route('**', async (route) => {
    const request = route.request();
    const isForm =
      'next-action' in request.headers() || request.url().endsWith('/sign-in/password');
    if (!isForm) return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const headers = response
      .headersArray()
      .filter(({ name }) => !/^(date|x-request-id|content-security-policy)$/i.test(name))
      .map(({ name, value }) => `${name.toLowerCase()}: ${strip(value)}`)
      .sort();
    tell([response.status(), ...headers, '', strip(await response.text())].join('\n'));
    return route.fulfill({ response });
  });
  await act();
  const answer = await answered;
  await page.unrouteAll({ behavior: 'wait' });
  return answer;
}

/** Of the same length, so that what echoes an address is as long. */
const asLongAs = (email: string) => {
  const [local = '', domain = ''] = email.split('@');
  return `${'x'.repeat(local.length)}@${domain}`;
};

test('a refused sign-in says the same of an unknown address, a wrong password, an account with an app and one that waits for its confirmation', async ({
  page,
}) => {
  const waiting = freshEmail('waiting');
  await page.goto('/sign-up');
  await fillIn(
    page,
    { Name: 'Wanda Waiting', Email: waiting, Password: goodPassword },
    'Create account',
  );
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  const answers: string[] = [];
  for (const email of [
    freshEmail('nobody'),
    world.people.admin.email,
    world.people.developer.email,
    waiting,
  ]) {
    await page.context().clearCookies();
    await page.goto('/sign-in');
    answers.push(
      await answerTo(page, () =>
        fillIn(page, { Email: email, Password: 'not the password at all' }, 'Sign in'),
      ),
    );
  }
  const [first = '', ...others] = answers;
  expect(first).toContain('The email or the password is wrong.');
  for (const other of others) expect(other).toBe(first);
});

test('sign-up says the same for an address that has an account', async ({ page }) => {
  const answers: string[] = [];
  const { email } = world.people.admin;
  for (const address of [asLongAs(email), email]) {
    await page.context().clearCookies();
    await page.goto('/sign-up');
    answers.push(
      await answerTo(page, () =>
        fillIn(
          page,
          { Name: 'Nora Newcomer', Email: address, Password: goodPassword },
          'Create account',
        ),
      ).then((answer) =>
        answer
          .replaceAll(address, '<address>')
          .replaceAll(encodeURIComponent(address), '<address>'),
      ),
    );
  }
  expect(answers[1]).toBe(answers[0]);
});

test('asking for a reset says the same for an address that has an account', async ({ page }) => {
  const answers: string[] = [];
  const { email } = world.people.admin;
  for (const address of [asLongAs(email), email]) {
    await page.goto('/forgot-password');
    answers.push(
      await answerTo(page, () => fillIn(page, { Email: address }, 'Send reset link')).then(
        (answer) => answer.replaceAll(address, '<address>'),
      ),
    );
  }
  expect(answers[1]).toBe(answers[0]);
});

test('where a domain signs in by single sign-on, signing in, signing up and emergency access say the same of an address with an account and without', async ({
  page,
}) => {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const sql = (text: string, values: unknown[]) => owner.query(text, values);
  const domain = `equal-${process.pid}.example`;
  const member = `reader@${domain}`;
  const { organizationId, people } = world;
  await insertDomain(sql, organizationId, domain);
  await sql('UPDATE users SET email = $2 WHERE id = $1', [people['read-only'].userId, member]);
  await owner.end();
  const forms = {
    '/sign-in': [{ Password: worldPassword }, 'Sign in'],
    '/sign-up': [{ Name: 'Nora Newcomer', Password: goodPassword }, 'Create account'],
    '/sign-in/break-glass': [
      { Password: worldPassword, 'Break-glass code': 'AAAA-BBBB-CCCC-DDDD' },
      'Continue',
    ],
  } as const;
  for (const [path, [fields, button]] of Object.entries(forms)) {
    const answers: string[] = [];
    for (const email of [asLongAs(member), member]) {
      await page.context().clearCookies();
      await page.goto(path);
      answers.push(
        await answerTo(page, () => fillIn(page, { Email: email, ...fields }, button)).then(
          (answer) => answer.replaceAll(email, '<address>'),
        ),
      );
    }
    expect(answers[0]).toContain(path === '/sign-in/break-glass' ? 'was refused' : 'sso-required');
    expect(answers[1]).toBe(answers[0]);
  }
});
