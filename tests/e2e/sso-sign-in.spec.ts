import type { Page } from '@playwright/test';
import pg from 'pg';
import type { ServiceProvider } from '@/lib/sso/saml/model';
import {
  hasSimpleSamlPhp,
  startSimpleSamlPhp,
  type SamlUser,
  type SimpleSamlPhp,
} from '@/tests/support/simplesamlphp';
import { expectAccessible } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, type World } from './support/world';

// The journeys build on one another: what was connected, whom it made a member, whom an Admin removed.
test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.skip(!hasSimpleSamlPhp, 'SimpleSAMLphp is installed on Debian alone');

const domain = `mills-${process.pid}.example`;
const user = (name: string, ...groups: string[]): SamlUser => ({
  name,
  password: `the secret of ${name}`,
  attributes: {
    uid: [`id-${name}`],
    mail: [`${name}@${domain}`],
    displayName: [`${name[0]!.toUpperCase()}${name.slice(1)} Miller`],
    groups: groups.length > 0 ? groups : ['staff'],
  },
});
const ada = user('ada', 'staff', 'engineers');

let world: World;
let idp: SimpleSamlPhp;
let owner: pg.Client;
let connectionId: string;
test.beforeAll(async () => {
  const stage = readStage();
  world = await createWorld(stage, 'Federated Mills');
  idp = await startSimpleSamlPhp();
  owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO organization_domains (id, organization_id, domain, token, join_mode, created_by_name, created_at, verified_at, next_check_at)
     VALUES (gen_random_uuid(), $1, $2, 'token', 'provision', 'Adele', now(), now(), now() + interval '1 day')`,
    [world.organizationId, domain],
  );
});
test.afterAll(async () => {
  await Promise.all([owner.end(), idp.stop()]);
});

/** Gatehouse, as the identity provider's Admin reads it from the metadata of the connection. */
async function serviceProvider(page: Page): Promise<ServiceProvider> {
  const metadata = await (await page.request.get(`/api/sso/saml/${connectionId}/metadata`)).text();
  const found = (pattern: RegExp) => pattern.exec(metadata)?.[1] ?? '';
  const body = found(/<ds:X509Certificate>([^<]+)</).replace(/\s/g, '');
  const certificate = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
  const key = { certificate, privateKey: '' };
  return {
    entityId: found(/entityID="([^"]+)"/),
    acsUrl: found(/AssertionConsumerService[^>]* Location="([^"]+)"/),
    signingKey: key,
    decryptionKey: key,
  };
}

/** At SimpleSAMLphp's own page. */
async function signInThere(page: Page, { name, password }: SamlUser): Promise<void> {
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
}

async function comeBySso(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Use single sign-on' }).click();
  await page.getByLabel('Work email').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
}

const console_ = () => new RegExp(`/orgs/${world.slug}`);

test('an Admin connects SimpleSAMLphp, tests it, and lets people sign in by it', async ({
  page,
}) => {
  await enter(page, readStage(), world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/sso`);
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByLabel('Name').fill('Mill login');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mill login');
  connectionId = /sso\/([0-9a-f-]{36})/.exec(page.url())![1]!;
  const users = [ada, user('ben'), user('cleo', 'owners'), user('mallory')];
  idp.configure([{ serviceProvider: await serviceProvider(page), encrypted: true }], users);

  const metadata = await (await page.request.get(idp.metadataUrl)).text();
  await page.getByLabel('Identity provider metadata').fill(metadata);
  await page.getByRole('button', { name: 'Save identity provider' }).click();
  await expect(page.getByText(idp.entityId).first()).toBeVisible();
  await page.getByLabel('Attribute of the email address').fill('mail');
  await page.getByLabel('Attribute of the name').fill('displayName');
  await page.getByRole('button', { name: 'Save attributes' }).click();
  await expect(page.getByText('Version 2').first()).toBeVisible();

  await page.getByRole('button', { name: 'Test sign-in' }).click();
  await signInThere(page, ada);
  await expect(page.getByText('The test passed')).toBeVisible();
  await expect(page.getByText(`ada@${domain}`).first()).toBeVisible();
  await page.getByRole('button', { name: 'Activate version 2' }).click();
  await expect(page.getByText(/People sign in by version 2/)).toBeVisible();
});

test('a newcomer becomes a member by the first sign-in, and comes by the same way again', async ({
  page,
}) => {
  await page.goto('/sign-in/sso');
  await expectAccessible(page);
  await page.getByLabel('Work email').fill('somebody@nowhere.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(/no single sign-on for nowhere\.example/).first()).toBeVisible();

  // The address says the company and nothing else: who comes is for its identity provider to say.
  await comeBySso(page, `anybody@${domain}`);
  await signInThere(page, ada);
  await expect(page).toHaveURL(console_());
  await page.getByRole('button', { name: 'Ada Miller' }).click();
  await expect(page.getByText(`ada@${domain}`)).toBeVisible();
  await page.keyboard.press('Escape');

  // It opens the organization and not the account.
  await page.goto('/account/security');
  await expect(page.getByText('This takes another way of signing in')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Back to Federated Mills' }).click();
  await expect(page).toHaveURL(console_());

  await page.context().clearCookies();
  await comeBySso(page, `ada@${domain}`);
  await signInThere(page, ada);
  await expect(page).toHaveURL(console_());
  const { rows } = await owner.query(
    'SELECT u.name, m.role FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.email = $1',
    [`ada@${domain}`],
  );
  expect(rows).toEqual([{ name: 'Ada Miller', role: 'read-only' }]);
});

test('while they are still signed in there, nobody is asked anything', async ({ page }) => {
  await comeBySso(page, `ada@${domain}`);
  await signInThere(page, ada);
  await expect(page).toHaveURL(console_());
  const gatehouse = new URL(readStage().url).hostname;
  await page.context().clearCookies({ domain: gatehouse, name: /^gatehouse-/ });
  await comeBySso(page, `ada@${domain}`);
  await expect(page).toHaveURL(console_());
});

test('a deep link is come back to, and a sensitive act asks the identity provider anew', async ({
  page,
}) => {
  await owner.query(
    `UPDATE saml_connections SET groups_attribute = 'groups', default_role = 'read-only',
            group_roles = '[{"group":"owners","role":"admin"},{"group":"engineers","role":"developer"}]' WHERE id = $1`,
    [connectionId],
  );
  await page.goto(`/orgs/${world.slug}/settings/sso?deep=1`);
  await page.getByRole('link', { name: 'Use single sign-on' }).click();
  await page.getByLabel('Work email').fill(`cleo@${domain}`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await signInThere(page, user('cleo', 'owners'));
  // An Admin, by her group.
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}/settings/sso\\?deep=1`));
  await expect(page.getByRole('link', { name: 'Mill login' })).toBeVisible();
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByLabel('Name').fill('Second');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expectAccessible(page);
  await proof.getByRole('button', { name: 'Confirm at your identity provider' }).click();
  // Signed in there as she is, she is asked again (ForceAuthn).
  await signInThere(page, user('cleo', 'owners'));
  await expect(page.getByText('It is you')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/orgs/${world.slug}/settings/sso\\?deep=1$`));
  await page.getByRole('button', { name: 'Add connection' }).click();
  await dialog.getByLabel('Name').fill('Second');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Second');
});

test('groups give the role at each sign-in', async ({ page }) => {
  await comeBySso(page, `ada@${domain}`);
  await signInThere(page, ada);
  await expect(page).toHaveURL(console_());
  const roleOf = async (name: string) => {
    const { rows } = await owner.query<{ role: string }>(
      'SELECT m.role FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.email = $1',
      [`${name}@${domain}`],
    );
    return rows[0]?.role;
  };
  expect(await roleOf('ada')).toBe('developer');
  await enter(page, readStage(), world.people.admin);
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(page.getByText('Single sign-on (Mill login)').first()).toBeVisible();
});

test('a rolled certificate is taken once an Admin has tested it; until then the log says why', async ({
  page,
  browser,
}) => {
  await idp.rollKey();
  await comeBySso(page, `ben@${domain}`);
  await signInThere(page, user('ben'));
  await expect(page.getByText('Single sign-on did not work')).toBeVisible();
  await expectAccessible(page);

  const admin = await (await browser.newContext({ baseURL: readStage().url })).newPage();
  await enter(admin, readStage(), world.people.admin);
  await admin.goto(`/orgs/${world.slug}/audit-log`);
  await admin.getByRole('link', { name: 'Sign-in by single sign-on refused' }).first().click();
  await expect(
    admin.getByText('The signature does not match the certificates of the connection.'),
  ).toBeVisible();
  await admin.goto(`/orgs/${world.slug}/settings/sso/${connectionId}`);
  const metadata = await (await admin.request.get(idp.metadataUrl)).text();
  await admin.getByText('Replace the metadata').click();
  await admin.getByLabel('Identity provider metadata').fill(metadata);
  await admin.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(admin.getByText('Version 3').first()).toBeVisible();
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await signInThere(admin, ada);
  await expect(admin.getByText('The test passed')).toBeVisible();
  await admin.getByRole('button', { name: 'Activate version 3' }).click();
  await expect(admin.getByText(/People sign in by version 3/)).toBeVisible();
  await admin.context().close();

  // Signed in there already, ben is sent straight back.
  await comeBySso(page, `ben@${domain}`);
  await expect(page).toHaveURL(console_());
});

test('where the identity provider wants the request by POST, a page of one form sends it', async ({
  page,
  browser,
}) => {
  const admin = await (await browser.newContext({ baseURL: readStage().url })).newPage();
  await enter(admin, readStage(), world.people.admin);
  await admin.goto(`/orgs/${world.slug}/settings/sso/${connectionId}`);
  const metadata = await (await admin.request.get(idp.metadataUrl)).text();
  await admin.getByText('Replace the metadata').click();
  await admin
    .getByLabel('Identity provider metadata')
    .fill(metadata.replace(/(SingleSignOnService Binding="[^"]*:)HTTP-Redirect/, '$1HTTP-POST'));
  await admin.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(admin.getByText('Version 4').first()).toBeVisible();
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await signInThere(admin, ada);
  await expect(admin.getByText('The test passed')).toBeVisible();
  await admin.getByRole('button', { name: 'Activate version 4' }).click();
  await expect(admin.getByText(/People sign in by version 4/)).toBeVisible();
  await admin.context().close();
  const posted = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().startsWith(idp.url),
  );
  await comeBySso(page, `ada@${domain}`);
  expect((await posted).postData()).toContain('SAMLRequest=');
  await signInThere(page, ada);
  await expect(page).toHaveURL(console_());
});

test('whoever was removed is refused, with words, until somebody invites them', async ({
  page,
  browser,
}) => {
  const admin = await (await browser.newContext({ baseURL: readStage().url })).newPage();
  await enter(admin, readStage(), world.people.admin);
  await admin.goto(`/orgs/${world.slug}/members`);
  await admin.getByRole('button', { name: 'Actions for Ben Miller' }).click();
  await admin.getByRole('menuitem', { name: 'Remove from organization…' }).click();
  await admin
    .getByRole('button', { name: /^Remove/ })
    .last()
    .click();
  await expect(admin.getByRole('button', { name: 'Actions for Ben Miller' })).toHaveCount(0);
  await admin.context().close();

  await comeBySso(page, `ben@${domain}`);
  await signInThere(page, user('ben'));
  await expect(page.getByText('You are not a member of that organization')).toBeVisible();
  await page.goto(`/orgs/${world.slug}`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a sign-in that the identity provider begins counts where an Admin lets it, after a yes', async ({
  page,
}) => {
  const sp = await serviceProvider(page);
  const start = `${idp.url}/saml2/idp/SSOService.php?${new URLSearchParams({ spentityid: sp.entityId }).toString()}`;
  await page.goto(start);
  await signInThere(page, ada);
  await expect(page.getByText('This sign-in is over')).toBeVisible();
  await owner.query('UPDATE saml_connections SET allows_idp_initiated = true WHERE id = $1', [
    connectionId,
  ]);
  await page.goto(`${start}&RelayState=https%3A%2F%2Fevil.example%2F`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Federated Mills');
  await expect(page.getByText(`ada@${domain}`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(console_());
});
