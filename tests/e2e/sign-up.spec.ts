import { linkIn, mailsTo, waitForMail } from '@/tests/support/mailbox';
import { codeIn, fillIn, freshEmail, goodPassword, signUp } from './support/forms';
import { expect, test } from './support/test';

const confirm = 'Confirm email address';

test('the code of the mail confirms a sign-up in the browser that signed up, however it is typed', async ({
  page,
  stage,
}) => {
  const email = freshEmail('code');
  await signUp(page, email);
  const code = codeIn(await waitForMail(stage.mailFolder, email));
  const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4).replaceAll('0', 'o')} `;
  await fillIn(page, { Code: typed }, confirm);
  await expect(page).toHaveURL(/\/welcome$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome, Nora Newcomer');
});

test('a wrong code says so beside the field, and after five the mail can be sent again with another', async ({
  page,
  stage,
}) => {
  const email = freshEmail('wrong-code');
  await signUp(page, email);
  const code = codeIn(await waitForMail(stage.mailFolder, email));
  const wrong = code === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA';
  const field = page.getByLabel('Code', { exact: true });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await fillIn(page, { Code: wrong }, confirm);
    await answered;
    await expect(field).toHaveAccessibleDescription(/not the code in the mail/);
    await expect(field).toHaveValue(wrong);
  }
  await fillIn(page, { Code: code }, confirm);
  await expect(field).toHaveAccessibleDescription(/no longer works/);
  await page.reload();
  await expect(page.getByText('The code no longer works')).toBeVisible();

  await page.getByRole('button', { name: 'Send the mail again' }).click();
  const second = await waitForMail(stage.mailFolder, email, 2);
  await page.reload();
  await fillIn(page, { Code: codeIn(second) }, confirm);
  await expect(page).toHaveURL(/\/welcome$/);
});

test('the link opened in another browser asks for the password, tells no address, and is used up by the button alone', async ({
  page,
  browser,
  stage,
}) => {
  const email = freshEmail('other-browser');
  await signUp(page, email);
  const link = linkIn(await waitForMail(stage.mailFolder, email), '/verify-email');
  // What scanners of mail do.
  for (let visit = 0; visit < 3; visit += 1) {
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  }

  const context = await browser.newContext({ baseURL: stage.url });
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.locator('body')).not.toContainText(email);
  await fillIn(other, { Password: 'not that password at all' }, confirm);
  await expect(other.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    /not the password of this sign-up/,
  );
  await fillIn(other, { Password: goodPassword }, confirm);
  await expect(other).toHaveURL(/\/welcome$/);

  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await context.close();
});

test('the mail can be sent again a few times, then the page says how long to wait', async ({
  page,
  stage,
}) => {
  const email = freshEmail('again');
  await signUp(page, email);
  const first = linkIn(await waitForMail(stage.mailFolder, email), '/verify-email');
  const again = page.getByRole('button', { name: 'Send the mail again' });
  for (let count = 2; count <= 5; count += 1) {
    await again.click();
    await waitForMail(stage.mailFolder, email, count);
    await expect(again).toBeEnabled();
  }
  await expect(page.getByText(/on its way again, with a new link/)).toBeVisible();
  await again.click();
  await expect(page.locator('main').getByRole('alert')).toHaveText(
    /sent several times already\. Try again in \d+ (seconds|minutes)/,
  );
  expect(await mailsTo(stage.mailFolder, email)).toHaveLength(5);
  await page.goto(first);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('a known and an unknown address look the same on the screen; only the mail tells', async ({
  page,
  stage,
}) => {
  const known = freshEmail('known');
  await signUp(page, known);
  await page.goto(linkIn(await waitForMail(stage.mailFolder, known), '/verify-email'));
  await page.getByRole('button', { name: confirm }).click();
  await expect(page).toHaveURL(/\/welcome$/);

  const seen = async (email: string) => {
    await page.context().clearCookies();
    await signUp(page, email, 'Somebody Else');
    const signedUp = (await page.locator('main').innerText()).replaceAll(email, '<address>');
    const cookies = (await page.context().cookies()).map(({ name, value, expires, ...rest }) => ({
      name,
      length: value.length,
      hours: Math.round((expires * 1000 - Date.now()) / 3_600_000),
      ...rest,
    }));
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await fillIn(page, { Email: email, Password: 'some other password' }, 'Sign in');
    const refused = page.locator('main').getByRole('alert');
    await expect(refused).toBeVisible();
    return { signedUp, cookies, refused: await refused.innerText() };
  };
  const unknown = freshEmail('unknown');
  expect(await seen(known)).toEqual(await seen(unknown));
  const second = await waitForMail(stage.mailFolder, known, 2);
  expect(second.mail.subject).toBe('You already have an account');
  expect((await waitForMail(stage.mailFolder, unknown)).mail.subject).toBe(
    'Confirm your email address',
  );
});

test('a sign-up says beside each field what is wrong, keeps what was typed, and sends nothing', async ({
  page,
  stage,
}) => {
  const email = freshEmail('weak');
  await page.goto('/sign-up');
  await page.getByRole('button', { name: 'Create account' }).click();
  const field = (label: string) => page.getByLabel(label, { exact: true });
  await expect(field('Name')).toHaveAccessibleDescription('Enter your name.');
  await expect(field('Email')).toHaveAccessibleDescription('Enter your email address.');
  await expect(field('Password')).toHaveAccessibleDescription(/Enter a password\./);

  const weak: [password: string, why: RegExp][] = [
    ['short', /at least 12 characters/i],
    ['passwordpassword', /common or stolen/],
    [`nora newcomer 1`, /name|guess/i],
  ];
  for (const [password, why] of weak) {
    await fillIn(
      page,
      { Name: 'Nora Newcomer', Email: email, Password: password },
      'Create account',
    );
    const summary = page.locator('main').getByRole('alert');
    await expect(summary).toHaveText(why);
    await expect(field('Password')).toHaveValue(password);
    await expect(field('Name')).toHaveValue('Nora Newcomer');
  }
  expect(await mailsTo(stage.mailFolder, email)).toEqual([]);
});

test('the meter says how good a password is while it is typed', async ({ page }) => {
  await page.goto('/sign-up');
  const password = page.getByLabel('Password', { exact: true });
  await password.pressSequentially('quiet');
  await expect(password).toHaveAccessibleDescription('7 more characters.');
  await password.fill('passwordpassword');
  await expect(page.getByRole('meter', { name: 'Strength' })).toHaveAttribute(
    'aria-valuetext',
    'Very weak',
  );
  await password.fill(goodPassword);
  await expect(page.getByRole('meter', { name: 'Strength' })).toHaveAttribute(
    'aria-valuetext',
    /Good|Strong/,
  );
});
