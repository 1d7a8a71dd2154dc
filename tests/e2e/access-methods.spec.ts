import { readFileSync } from 'node:fs';
import pg from 'pg';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import { authorize } from '@/lib/authz/authorize';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { previewPolicySchema } from '@/lib/policy/schema';
import { updatePolicyWith } from '@/lib/policy/update-policy';
import { findSession } from '@/lib/sessions/find-session';
import { accessOf } from '@/tests/support/access';
import { waitForMail } from '@/tests/support/mailbox';
import { expectAccessible } from './support/accessibility';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  createWorld,
  enter,
  openSessionOf,
  principalOf,
  stageDeps,
  type World,
} from './support/world';

test.describe.configure({ timeout: 120_000 });

let world: World;
test.beforeEach(async () => {
  world = await createWorld(readStage(), 'Access Works');
});

type Access = ReturnType<typeof accessOf>;

/** Sets the stage by what the pages tell of. */
async function arrange(work: (access: Access) => Promise<unknown>): Promise<void> {
  const owner = new pg.Client({ connectionString: readStage().database.ownerUrl });
  await owner.connect();
  const deps = stageDeps(readStage());
  try {
    await work(accessOf({ deps, owner }));
  } finally {
    await Promise.all([deps.close(), owner.end()]);
  }
}

/** The Admin saves the security policy. */
async function savePolicy(input: object): Promise<void> {
  const deps = stageDeps(readStage());
  const session = await findSession(deps, await openSessionOf(readStage(), world.people.admin));
  const principal = { ...principalOf(world, 'admin'), sessionId: session?.sessionId ?? null };
  const grant = authorize(principal, 'policy.update');
  const parsed = previewPolicySchema.parse({
    allowedMethods: ['password', 'google', 'github', 'saml'],
    ...input,
  });
  const { seen } = await previewPolicyWith(keysUnderPolicy)(deps, grant, parsed);
  await updatePolicyWith(keysUnderPolicy)(deps, grant, { ...parsed, seen });
  await deps.close();
}

test('an Admin reads how each method stands, who changed it last, and goes to where it is set up', async ({
  page,
}, info) => {
  const { admin, developer } = world.people;
  await arrange(async (access) => {
    await access.giveApp(admin);
    await access.requireSso(world, `works-${world.slug}.example`);
    await access.knowBySaml(world, developer, await access.connect(world));
  });
  await savePolicy({ mfaRequired: 'on', mfaGraceDays: '14', maxKeyDays: '90' });
  await enter(page, readStage(), admin);
  await page.goto(`/orgs/${world.slug}/settings`);
  await page.getByRole('link', { name: 'See access methods' }).click();
  const rows = page.getByRole('table', { name: 'Access methods' }).getByRole('row');
  await expect(rows).toHaveCount(7);
  const row = (name: string) => rows.filter({ hasText: name });
  await expect(row('Email and password')).toContainText('Standard');
  await expect(row('Email and password')).toContainText('4 of 4 members');
  await expect(row('Authenticator app')).toContainText('14 days of grace');
  await expect(row('Authenticator app')).toContainText('by Ada Admin');
  await expect(row('Single sign-on')).toContainText('By Okta');
  await expect(row('Single sign-on')).toContainText(`Required for works-${world.slug}.example`);
  await expect(row('API key')).toContainText('For 90 days at most');
  await expectAccessible(page);
  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({
      path: info.outputPath(`methods-${theme}-${width}.png`),
      fullPage: true,
    });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await row('API key').getByRole('link', { name: 'What changed: API key (service)' }).click();
  await expect(page.getByText('Changed the security policy').first()).toBeVisible();
  await page.goBack();
  await row('Authenticator app')
    .getByRole('link', { name: /^History/ })
    .click();
  await expect(page).toHaveURL(/audit-log\?action=policy\.updated$/);
  await expect(page.getByRole('link', { name: 'Changed the security policy' })).toBeVisible();
  await page.goBack();
  await row('Single sign-on')
    .getByRole('link', { name: /^Single sign-on/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Single sign-on' })).toBeVisible();
});

for (const role of ['developer', 'billing-manager', 'read-only'] as const) {
  test(`${role}: sees the table without who uses and who changed what, and not the list of members`, async ({
    page,
  }) => {
    await savePolicy({ maxKeyDays: '90' });
    await enter(page, readStage(), world.people[role]);
    await page.goto(`/orgs/${world.slug}/settings/access-methods`);
    const table = page.getByRole('table', { name: 'Access methods' });
    await expect(table.getByRole('row')).toHaveCount(7);
    await expect(table).not.toContainText(/members|Ada Admin|Last change/);
    await expect(page.getByRole('link', { name: 'Compliance of members' })).toHaveCount(0);
    await expect(table.getByRole('link', { name: /^Single sign-on/ })).toHaveCount(0);
    await expectAccessible(page);
    await page.goto(`/orgs/${world.slug}/settings/access-methods/compliance`);
    await expect(page.getByText('Admins can see this page.')).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
  });
}

test('an Admin finds who owes something, reminds one and then all, and takes the list as a file', async ({
  page,
}, info) => {
  const { admin, developer, 'read-only': reader } = world.people;
  await arrange(async (access) => {
    await access.giveApp(admin);
    await access.moveTo(reader, `${world.slug}.example`);
    await access.requireSso(world, `${world.slug}.example`);
    await access.signIn(developer, 'google+totp');
  });
  await savePolicy({ mfaRequired: 'on', mfaGraceDays: '7' });
  await enter(page, readStage(), admin);
  await page.goto(`/orgs/${world.slug}/settings/access-methods`);
  await page.getByRole('link', { name: 'Compliance of members' }).click();
  const rows = page.getByRole('table', { name: 'Members' }).getByRole('row');
  await expect(rows).toHaveCount(5);
  const dora = rows.filter({ hasText: 'Dora Developer' });
  await expect(dora).toContainText('Google and authenticator app');
  await expect(dora).toContainText('Second factor');
  await expect(rows.filter({ hasText: 'Rita Reader' })).toContainText(
    `Required for ${world.slug}.example`,
  );
  await expectAccessible(page);
  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({
      path: info.outputPath(`compliance-${theme}-${width}.png`),
      fullPage: true,
    });
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('combobox', { name: 'Owes' }).click();
  await page.getByRole('option', { name: 'Something', exact: true }).click();
  await expect(page).toHaveURL(/owes=anything/);
  await expect(rows).toHaveCount(4);
  await page.getByRole('columnheader', { name: 'Last sign-in' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=last-sign-in/);
  await page.getByRole('searchbox', { name: 'Search members' }).fill('dor');
  await expect(rows).toHaveCount(2);

  await dora.getByRole('button', { name: 'Remind Dora Developer' }).click();
  await expect(page.getByText('Dora Developer is reminded by mail')).toBeVisible();
  await expect(dora.getByRole('button')).toHaveCount(0);
  const { mail } = await waitForMail(readStage().mailFolder, developer.email);
  expect(mail.text).toContain('Set up an authenticator app');
  expect(mail.text).toContain('/account/security');

  await page.getByRole('button', { name: 'Remind all' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Remind 2 members?' });
  await expect(dialog).toContainText('1 member reminded within a day gets none.');
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath('remind-all.png') });
  await dialog.getByRole('button', { name: 'Remind 2 members' }).click();
  await expect(page.getByText('2 members reminded by mail')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remind all' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const { mail: bySso } = await waitForMail(readStage().mailFolder, reader.email);
  expect(bySso.text).toContain('/sign-in/sso');

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('Dora Developer');
  expect(lines[1]).toContain('Second factor');
  await page.goto(`/orgs/${world.slug}/audit-log?action=member.reminded`);
  await expect(page.getByRole('link', { name: 'Reminded a member of what they owe' })).toHaveCount(
    3,
  );
});
