import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Page } from '@playwright/test';
import { linkIn, waitForMailWithLink } from '@/tests/support/mailbox';
import { expectAccessible } from './support/accessibility';
import { freshEmail } from './support/forms';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, openSessionOf, sessionCookie, type World } from './support/world';

let world: World;
let elsewhere: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Many Works');
  elsewhere = await createWorld(readStage(), 'Elsewhere Works');
});

const importPath = () => `/orgs/${world.slug}/members/invitations/import`;
const file = (text: string, name = 'people.csv') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

async function preview(page: Page, text: string): Promise<void> {
  await page.goto(importPath());
  await page.getByLabel('CSV file', { exact: true }).setInputFiles(file(text));
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page).toHaveURL(/\/import\/[0-9a-f-]{36}$/);
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('a list is looked through, sent, followed, and its result uploaded again', async ({
  page,
  stage,
}) => {
  test.setTimeout(120_000);
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/members`);
  await page.getByRole('link', { name: 'Invite from CSV' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invite from CSV');
  await expectAccessible(page);
  const email = freshEmail('listed');
  await preview(
    page,
    `email,name,role,teams\n${email},Lina Listed,,\nnobody,,,\n${world.people.developer.email},,,\n${freshEmail('late')},,Owner,\n`,
  );
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('people.csv');
  await expect(row(page, 'nobody')).toContainText('Not an address');
  await expect(row(page, world.people.developer.email)).toContainText('Already a member');
  await expect(row(page, email)).toContainText('Will be invited');
  await expectAccessible(page);

  // Where it was left, after a reload.
  await page.reload();
  await page.getByRole('combobox', { name: 'Result' }).click();
  await page.getByRole('option', { name: 'Unknown role (1)' }).click();
  await expect(page).toHaveURL(/state=unknown-role/);
  await expect(row(page, 'nobody')).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: 'Send invitations' }).click();
  await expect(page.getByText('1 person was invited.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('progressbar', { name: 'Sending mails' })).toHaveAttribute(
    'aria-valuetext',
    '1 of 1',
    { timeout: 30_000 },
  );
  await expectAccessible(page);
  const mail = await waitForMailWithLink(stage.mailFolder, email, '/invitations');
  expect(mail.mail.text).toContain('Hello Lina Listed,');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download result' }).click(),
  ]);
  const result = readFileSync(await download.path(), 'utf8');
  expect(result.split('\r\n')).toHaveLength(6);
  await page.getByRole('link', { name: 'Fix and upload again' }).click();
  await page
    .getByLabel('CSV file', { exact: true })
    .setInputFiles(file(result.replace('Owner', 'Developer')));
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(row(page, email)).toContainText('Already invited');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page).toHaveURL(new RegExp(`${importPath()}$`));
  await expect(row(page, 'people.csv')).toContainText('Done');

  const guest = linkIn(mail, '/invitations');
  await page.goto(guest);
  await expect(page.getByRole('main')).toContainText(email);
});

test('a pasted list of Admins takes a proof of identity once, and faults are said beside the field', async ({
  page,
  stage,
}) => {
  await enter(page, stage, world.people.admin);
  await page.goto(importPath());
  const previewButton = page.getByRole('button', { name: 'Preview' });
  await previewButton.click();
  await expect(page.getByLabel('CSV file', { exact: true })).toHaveAccessibleDescription(
    /Choose a file, or paste addresses/,
  );
  const pasted = page.getByLabel('Or paste a list');
  await pasted.fill('nobody at all');
  await previewButton.click();
  await expect(pasted).toHaveAccessibleDescription(/Line 1: This is neither an address/);
  await pasted.fill(`${freshEmail('one')}, ${freshEmail('two')}`);
  await page.getByRole('combobox', { name: 'Default role' }).click();
  await page.getByRole('option', { name: /^Admin/ }).click();
  await previewButton.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pasted list');
  await page.getByRole('button', { name: 'Send invitations' }).click();
  await expect(page.getByText('2 people were invited.')).toBeVisible({ timeout: 30_000 });
});

test('only Admins reach the pages, and a list of another organization is not found', async ({
  page,
  stage,
}) => {
  await enter(page, stage, world.people.developer);
  await page.goto(`/orgs/${world.slug}/members`);
  await expect(page.getByRole('link', { name: 'Invite from CSV' })).toHaveCount(0);
  await page.goto(importPath());
  await expect(page.getByRole('main')).toContainText('Admin');
  await enter(page, stage, world.people.admin);
  await preview(page, freshEmail('private'));
  const [importId = ''] = page.url().split('/').slice(-1);
  await enter(page, stage, elsewhere.people.admin);
  const other = `/orgs/${elsewhere.slug}/members/invitations/import`;
  await page.goto(`${other}/${importId}`);
  await expect(page.getByRole('main')).toContainText('This organization has no such page');
  const result = await page.request.get(`${other}/result?importId=${importId}`, {
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(result.status()).toBe(404);
});

test('the door of uploads refuses whoever may not, other sites, other kinds and too much', async ({
  request,
  stage,
}) => {
  const post = async (
    person: { userId: string } | null,
    {
      headers = {},
      slug = world.slug,
      ...body
    }: { headers?: Record<string, string>; slug?: string; data?: string; multipart?: Multipart },
  ) => {
    const cookie = person === null ? '' : `${sessionCookie}=${await openSessionOf(stage, person)}`;
    const response = await request.post(`${stage.url}/api/orgs/${slug}/invitation-imports`, {
      headers: { origin: stage.url, cookie, ...headers },
      ...body,
    });
    return response.status();
  };
  const { admin, developer } = world.people;
  const multipart = { role: 'developer', file: file('a@example.com') };
  expect(await post(null, { multipart })).toBe(401);
  expect(await post(developer, { multipart })).toBe(403);
  expect(await post(admin, { multipart, slug: elsewhere.slug })).toBe(404);
  expect(await post(admin, { multipart, headers: { origin: 'https://evil.example' } })).toBe(403);
  expect(
    await post(admin, { data: 'a@example.com', headers: { 'content-type': 'text/csv' } }),
  ).toBe(415);
  const multi = (text: string) => ({ multipart: { role: 'developer', file: file(text) } });
  expect(await post(admin, multi('PK\u0003\u0004'))).toBe(415);
  expect(await post(admin, multi('x'.repeat(5 * 1024 * 1024 + 1)))).toBe(413);
  expect(await post(admin, multi('x'.repeat(10_100_000)))).toBe(413);
  expect(await post(admin, multi('x'.repeat(12_000_000)))).toBe(413);
  expect(await post(admin, { multipart: { role: 'owner', file: file('a@example.com') } })).toBe(
    422,
  );
  expect(
    await post(admin, {
      data: 'no parts at all',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    }),
  ).toBe(400);
  expect(await post(admin, { multipart })).toBe(200);
  // Without a declared length what comes is counted.
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const endless = await fetch(`${stage.url}/api/orgs/${world.slug}/invitation-imports`, {
    method: 'POST',
    headers: {
      origin: stage.url,
      cookie: `${sessionCookie}=${await openSessionOf(stage, admin)}`,
      'content-type': 'multipart/form-data; boundary=x',
    },
    body: Readable.toWeb(Readable.from(Array<Buffer>(7).fill(piece))),
    duplex: 'half',
  } as RequestInit);
  expect(endless.status).toBe(413);
});

type Multipart = Record<string, string | { name: string; mimeType: string; buffer: Buffer }>;
