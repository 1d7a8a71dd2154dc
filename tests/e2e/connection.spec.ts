import type { Page } from '@playwright/test';
import pg from 'pg';
import { mailsTo, waitForMail } from '@/tests/support/mailbox';
import { writeAttribute } from '@/tests/support/saml-signer';
import { expectAccessible } from './support/accessibility';
import { startIdentityProvider } from './support/identity-provider';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createWorld, enter, type World } from './support/world';

test.describe.configure({ timeout: 120_000 });

type Provider = Awaited<ReturnType<typeof startIdentityProvider>>;

let world: World;
let idp: Provider;
test.beforeEach(async ({}, { workerIndex, testId }) => {
  world = await createWorld(readStage(), 'Loom Works');
  // One that no other test lets people sign in by.
  idp = await startIdentityProvider(`https://${testId}-${workerIndex}.example/metadata`, madeAt);
});
test.afterEach(() => idp.stop());

/** Its certificates last twenty years, and end six days from now. */
const madeAt = new Date(Date.now() + 6.5 * 86_400_000);
madeAt.setUTCFullYear(madeAt.getUTCFullYear() - 20);

async function sql(text: string, values: unknown[] = []): Promise<unknown[]> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<Record<string, unknown>>(text, values);
  await owner.end();
  return rows;
}

/** As far as a connection that knows its identity provider. */
async function addConnection(page: Page): Promise<void> {
  await enter(page, readStage(), world.people.admin);
  await page.goto(`/orgs/${world.slug}/settings/sso`);
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByLabel('Name').fill('Company login');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await saveMetadata(page, idp.metadata());
}

async function saveMetadata(page: Page, metadata: string): Promise<void> {
  const replace = page.getByText('Replace the metadata');
  await page.getByLabel('Identity provider metadata').or(replace).first().waitFor();
  if (await replace.isVisible()) await replace.click();
  await page.getByLabel('Identity provider metadata').fill(metadata);
  await page.getByRole('button', { name: /^Save (identity provider|as a new version)$/ }).click();
  await expect(page.getByText('Identity provider saved').first()).toBeVisible();
}

async function pass(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(page.getByText('The test passed')).toBeVisible();
  await expect(page).toHaveURL(/#test$/);
}

const part = (page: Page, name: string) => page.getByRole('region', { name });

test('a connection is activated once a test has passed, rolled back, and ended', async ({
  page,
}) => {
  await addConnection(page);
  const activation = part(page, '5. Activate');
  const activate = activation.getByRole('button', { name: 'Activate' });
  await expect(activate).toHaveAttribute('aria-disabled', 'true');
  await expect(activate).toHaveAttribute('aria-description', /Run a test sign-in first/);

  await pass(page);
  await activation.getByRole('button', { name: 'Activate version 1' }).click();
  await expect(activation).toContainText('People sign in by version 1');
  // Which lets nobody in as long as no domain is verified.
  await expect(activation).toContainText('No domain is verified yet');
  await expect(part(page, 'Sign-ins')).toContainText('Nobody has signed in yet');
  await expect(page.getByText('A certificate ends soon')).toBeVisible();

  // A newer version changes nothing until it is activated too.
  const next = await idp.makeKey();
  await saveMetadata(page, idp.metadata([idp.key, next]));
  await expect(activation).toContainText('Version 2 has passed no test');
  const known = part(page, '2. Tell Gatehouse about the identity provider');
  await expect(known.getByText('In use')).toHaveCount(1);
  await expect(known.getByText('New', { exact: true })).toHaveCount(1);
  await pass(page);
  await activation.getByRole('button', { name: 'Activate version 2' }).click();
  await expect(activation).toContainText('People sign in by version 2');
  await expectAccessible(page);

  const versions = part(page, 'Versions');
  await expect(versions).toContainText('1 certificate added');
  await versions.getByRole('button', { name: 'Roll back to version 1' }).click();
  const rollBack = page.getByRole('alertdialog', { name: 'Roll back to version 1?' });
  await rollBack.getByRole('button', { name: 'Roll back' }).click();
  await expect(activation).toContainText('People sign in by version 1');
  await expect(activation.getByRole('button', { name: 'Activate version 2' })).toBeVisible();

  const connectionId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await sql(
    `INSERT INTO sessions (id, user_id, token_hash, method, saml_connection_id, created_at, authenticated_at, last_seen_at, expires_at)
     SELECT gen_random_uuid(), $1, sha256(gen_random_uuid()::text::bytea), 'saml', $2, now(), now(), now(), now() + interval '1 day'
       FROM generate_series(1, 2)`,
    [world.people.developer.userId, connectionId],
  );
  await page.reload();
  await activation.getByRole('button', { name: 'Deactivate' }).click();
  const end = page.getByRole('alertdialog', { name: 'Deactivate Company login?' });
  await expect(end).toContainText('2 sessions that came by it end at once');
  await expectAccessible(page);
  await end.getByRole('button', { name: 'Deactivate' }).click();
  await expect(activation).toContainText('Nobody signs in by this connection yet');

  await page.goto(`/orgs/${world.slug}/audit-log`);
  for (const event of ['Activated', 'Rolled back', 'Deactivated']) {
    await expect(
      page.getByRole('link', { name: `${event} a connection for single sign-on` }).first(),
    ).toBeVisible();
  }
});

test('rules for groups are tried on whoever came back from the test, before they are saved', async ({
  page,
}) => {
  idp.answering.making = {
    assertion: {
      attributes:
        writeAttribute('displayName', 'Ada Byron') +
        writeAttribute('memberOf', 'staff', 'engineers'),
    },
  };
  await addConnection(page);
  const roles = part(page, '6. Roles');
  await expect(roles).toContainText('Run a test sign-in, and see here');
  await pass(page);
  await expect(roles).toContainText('ada@example.test would become Read-Only');

  await roles.getByLabel('Attribute of the groups').fill('memberOf');
  await expect(roles).toContainText('no rule names “staff” or “engineers”');
  await roles.getByRole('button', { name: 'Add rule' }).click();
  await roles.getByLabel('Group of rule 1').fill('engineers');
  await expect(roles).toContainText('would become Developer, by the rule for “engineers”');
  await roles.getByRole('button', { name: 'Add rule' }).click();
  await roles.getByLabel('Group of rule 2').fill('staff');
  await roles.getByLabel('Role of rule 2').click();
  await page.getByRole('option', { name: 'Admin' }).click();
  await expect(roles.getByText('These rules make Admins')).toBeVisible();
  await expect(roles).toContainText('would become Developer, by the rule for “engineers”');
  await roles.getByRole('button', { name: 'Move rule 2 up' }).click();
  await expect(roles).toContainText('would become Admin, by the rule for “staff”');
  await expectAccessible(page);

  // The same group twice is refused beside its field.
  await roles.getByLabel('Group of rule 2').fill('staff');
  await roles.getByRole('button', { name: 'Save roles' }).click();
  await expect(roles.getByRole('alert')).toContainText('“staff” has a rule already.');
  await roles.getByLabel('Group of rule 2').fill('engineers');
  await roles.getByRole('button', { name: 'Save roles' }).click();
  await expect(page.getByText('Roles saved').first()).toBeVisible();
  await page.reload();
  await expect(roles.getByLabel('Group of rule 1')).toHaveValue('staff');
  await expect(roles.getByLabel('Role of rule 1')).toContainText('Admin');
});

test('the mapping of attributes is tried on what the test said, before it is saved', async ({
  page,
}) => {
  idp.answering.making = {
    assertion: {
      attributes:
        writeAttribute('mail', 'Ada@Example.test') +
        writeAttribute('displayName', 'Ada Byron') +
        writeAttribute('memberOf', 'staff', 'engineers'),
    },
  };
  await addConnection(page);
  const mapping = part(page, '3. Say where the address and the name are');
  await expect(mapping).toContainText('Run a test sign-in, and see here');
  await pass(page);
  await expect(mapping).toContainText('The address would be ada@example.test, without a name.');
  await mapping.getByLabel('Attribute of the email address').fill('mail');
  await mapping.getByLabel('Attribute of the name').fill('displayName');
  await expect(mapping).toContainText('The address would be ada@example.test, the name Ada Byron.');
  await mapping.getByLabel('Attribute of the email address').fill('memberOf');
  await expect(mapping).toContainText('No address: “memberOf” says 2 values.');
  await mapping.getByLabel('Attribute of the email address').fill('upn');
  await expect(mapping).toContainText('No address: the test said nothing under “upn”.');
  await expectAccessible(page);
});

test('the identity provider may begin only after a warning', async ({ page }) => {
  await addConnection(page);
  const toggle = page.getByRole('switch', { name: 'Sign-in begun by the identity provider' });
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  const warning = page.getByRole('alertdialog', { name: 'Let the identity provider begin?' });
  await expect(warning).toContainText('did not ask for');
  await warning.getByRole('button', { name: 'Cancel' }).click();
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await warning.getByRole('button', { name: 'Let it begin' }).click();
  await expect(toggle).toBeChecked();
  await toggle.click();
  await expect(toggle).not.toBeChecked();
});

test('a guide has the values of the connection in it', async ({ page }) => {
  await addConnection(page);
  const addresses = part(page, '1. Tell the identity provider about Gatehouse');
  await addresses.getByRole('combobox', { name: 'Step by step' }).click();
  await page.getByRole('option', { name: 'Okta' }).click();
  const guide = addresses.getByRole('region', { name: 'Okta' });
  await expect(guide).toContainText(/Single sign-on URL.*\/api\/sso\/saml\/[0-9a-f-]{36}\/acs/);
  await expect(guide.getByRole('button', { name: /Copy Audience URI/ })).toBeVisible();
  await expectAccessible(page);
});

test('the latest refused sign-ins are told with the check that failed, and lead to the log', async ({
  page,
}) => {
  await addConnection(page);
  const signIns = part(page, 'Sign-ins');
  await expect(signIns).toContainText('No sign-in was refused.');
  const connectionId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await sql(
    `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_label, action, target_kind, target_id, target_label, after, request_id)
     SELECT gen_random_uuid(), $1, now() - make_interval(mins => m), 'system', 'Gatehouse', 'sso-connection.sign-in-refused', 'sso-connection', $2,
            'Company login', jsonb_build_object('check', CASE m WHEN 1 THEN 'The assertion is meant for another audience.' ELSE 'The assertion was used before.' END, 'expected', 'ours', 'received', 'theirs'), 'r'
       FROM generate_series(1, 6) m`,
    [world.organizationId, connectionId],
  );
  await page.reload();
  const refused = signIns.getByRole('listitem');
  await expect(refused).toHaveCount(5);
  await expect(refused.first()).toContainText('The assertion is meant for another audience.');
  await expect(refused.first()).toContainText('theirs');
  await expectAccessible(page);
  await signIns.getByRole('link', { name: 'All of them in the audit log' }).click();
  await expect(page.getByRole('link', { name: 'Sign-in by single sign-on refused' })).toHaveCount(
    6,
  );
});

test('an Admin is mailed before a certificate ends, once', async ({ page }) => {
  const { mailFolder } = readStage();
  await addConnection(page);
  await pass(page);
  await page.getByRole('button', { name: 'Activate version 1' }).click();
  await expect(part(page, '5. Activate')).toContainText('People sign in by version 1');
  await page.goto(`/orgs/${world.slug}/settings/sso`);
  const entry = page.getByRole('listitem').filter({ hasText: 'Company login' });
  await expect(entry).toContainText('Active');
  await expect(entry).toContainText('Nobody has signed in yet');
  await expect(entry).toContainText('Ends soon');
  await expectAccessible(page);

  await sql(`SELECT graphile_worker.add_job('warn-of-certificates')`);
  const { mail } = await waitForMail(mailFolder, world.people.admin.email);
  expect(mail.subject).toBe('A certificate of your single sign-on ends soon');
  expect(mail.text).toContain('Company login');
  expect(mail.text).toContain(`/orgs/${world.slug}/settings/sso/`);
  await sql(`SELECT graphile_worker.add_job('warn-of-certificates')`);
  const waiting = `SELECT 1 FROM graphile_worker.jobs WHERE task_identifier IN ('warn-of-certificates', 'send-mail')`;
  await expect.poll(() => sql(waiting)).toEqual([]);
  expect(await mailsTo(mailFolder, world.people.admin.email)).toHaveLength(1);
});
