import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIdentityProvider, readRedirect } from '@/tests/support/identity-provider';
import { writeAttribute } from '@/tests/support/saml-signer';
import { expectAccessible } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { ageProofs, createWorld, enter, worldPassword, type World } from './support/world';

test.describe.configure({ timeout: 120_000 });

let world: World;
let idp: Awaited<ReturnType<typeof createIdentityProvider>>;
let server: Server;
let making: Parameters<typeof idp.answer>[2];
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Federated Mills');
  idp = await createIdentityProvider('https://idp.test/metadata', new Date());
  // Signs in whoever comes, and sends them back as a browser is sent back: by a form that posts itself to another site.
  server = createServer((request, response) => {
    const asked = readRedirect(`http://idp.test${request.url}`);
    void idp.answer(asked, new Date(), making).then((samlResponse) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<form method="post" action="${asked.acsUrl}">
        <input type="hidden" name="SAMLResponse" value="${samlResponse}">
        <input type="hidden" name="RelayState" value="${asked.relayState}"></form>
        <script>document.forms[0].submit()</script>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => new Promise((resolve) => server.close(resolve)));

const metadata = () =>
  idp
    .metadata()
    .replace(
      'https://idp.test/sign-in',
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign-in`,
    );

test('an Admin adds a connection, gives the metadata, and tests until every check is good', async ({
  page,
}) => {
  const stage = readStage();
  await enter(page, stage, world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  await page
    .getByRole('region', { name: 'Single sign-on' })
    .getByRole('link', { name: 'Set up' })
    .click();
  await expect(page.getByText('No connection yet')).toBeVisible();
  await expectAccessible(page);
  await ageProofs(stage, world.people.admin);

  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByLabel('Name').fill('Company login');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(proof).toContainText('change the single sign-on of an organization');
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Company login');
  const addresses = page.getByRole('region', { name: /Tell the identity provider/ });
  await expect(addresses).toContainText(/\/api\/sso\/saml\/[0-9a-f-]{36}\/acs/);
  await expect(addresses.getByRole('button', { name: 'Copy ACS URL' })).toBeVisible();
  const download = page.waitForEvent('download');
  await addresses.getByRole('link', { name: 'Metadata' }).click();
  expect((await download).suggestedFilename()).toBe('gatehouse-metadata.xml');
  await expectAccessible(page);

  await page.getByLabel('Identity provider metadata').fill('<html>A sign-in page</html>');
  await page.getByRole('button', { name: 'Save identity provider' }).click();
  await expect(page.locator('#main').getByRole('alert')).toContainText('not SAML 2.0 metadata');
  await page.getByLabel('Or choose its file').setInputFiles({
    name: 'metadata.xml',
    mimeType: 'text/xml',
    buffer: Buffer.from(metadata()),
  });
  await expect(page.getByLabel('Identity provider metadata')).toHaveValue(/EntityDescriptor/);
  await page.getByRole('button', { name: 'Save identity provider' }).click();
  await expect(page.getByText('https://idp.test/metadata').first()).toBeVisible();

  // The answer is for somebody else first.
  making = { response: { issuer: '<saml:Issuer>https://other.test</saml:Issuer>' } };
  await page.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(page.getByText('The test failed')).toBeVisible();
  const tested = page.getByRole('region', { name: '4. Test' });
  await expect(tested).toContainText('https://other.test');
  await expect(tested).toContainText('https://idp.test/metadata');

  making = {
    assertion: {
      attributes:
        writeAttribute('mail', 'ada@example.test') + writeAttribute('displayName', 'Ada Byron'),
    },
  };
  await page.getByLabel('Attribute of the email address').fill('mail');
  await page.getByLabel('Attribute of the name').fill('displayName');
  await page.getByRole('button', { name: 'Save attributes' }).click();
  await expect(page.getByRole('region', { name: 'Versions' })).toContainText('Version 2');
  await page.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(page.getByText('The test passed')).toBeVisible();
  await expect(tested).toContainText('Ada Byron');
  await expectAccessible(page);

  // It signed nobody in, and the log tells of both.
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(
    page.getByRole('link', { name: 'Test of a connection for single sign-on failed' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Tested a connection for single sign-on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Tested a connection');

  await page.goto(`/orgs/${world.slug}/settings/sso`);
  await expect(page.getByRole('listitem').filter({ hasText: 'Company login' })).toContainText(
    'Tested',
  );
  await page.getByRole('link', { name: 'Company login' }).click();
  await page.getByRole('button', { name: 'Delete connection' }).click();
  await page
    .getByRole('alertdialog', { name: 'Delete Company login?' })
    .getByRole('button', { name: 'Delete connection' })
    .click();
  await expect(page.getByText('No connection yet')).toBeVisible();
});

test('a way that was never begun leads to a page that says so', async ({ page }) => {
  const nowhere = '/api/sso/saml/0199d9c0-7a5e-7000-8000-000000000000';
  await page.goto(`${nowhere}/login?request=unknown`);
  await expect(page.getByText('This sign-in is over')).toBeVisible();
  expect((await page.request.get(`${nowhere}/metadata`)).status()).toBe(404);
  expect((await page.request.get(`${nowhere}/acs`)).status()).toBe(405);
  const posted = await page.request.post(`${nowhere}/acs`, {
    form: { SAMLResponse: 'x', RelayState: 'y' },
    maxRedirects: 0,
  });
  expect([posted.status(), posted.headers().location]).toEqual([303, '/sign-in?notice=sso-over']);
});

test.describe('who is no Admin', () => {
  for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
    test(`${role}: is told who can, and is offered nothing`, async ({ page }) => {
      await enter(page, readStage(), world.people[role]);
      await page.goto(`/orgs/${world.slug}/settings`);
      await expect(page.getByRole('region', { name: 'Identifiers' })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Single sign-on' })).toHaveCount(0);
      await page.goto(`/orgs/${world.slug}/settings/sso`);
      await expect(page.getByText('Admins', { exact: false }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Add connection' })).toHaveCount(0);
    });
  }
});
