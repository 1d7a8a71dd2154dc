import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { authorize } from '@/lib/authz/authorize';
import { addMember } from '@/lib/orgs/add-member';
import { mailsTo, waitForMail } from '@/tests/support/mailbox';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  createKey,
  createWorld,
  enter,
  principalOf,
  signIn,
  stageDeps,
  type World,
} from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Telling Works');
});

test('each switch saves itself and says so; security mails cannot be turned off', async ({
  page,
  stage,
}) => {
  await enter(page, stage, world.people.developer);
  await page.goto('/account/profile');
  await page.getByRole('link', { name: 'Notifications' }).click();
  await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible();
  const keys = page.getByRole('switch', { name: 'API keys' });
  await expect(keys).toBeChecked();
  await expect(keys).toHaveAccessibleDescription(/revokes a key of yours/);
  await keys.click();
  await expect(keys).not.toBeChecked();
  await expect(page.getByText('API keys: mails are off')).toBeVisible();
  await page.reload();
  await expect(keys).not.toBeChecked();
  await expect(page.getByRole('switch', { name: 'Organizations' })).toBeChecked();
  await keys.focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('API keys: mails are on')).toBeVisible();

  const security = page.getByRole('region', { name: 'Security' });
  await expect(security.getByRole('switch')).toHaveCount(0);
  await expect(security.getByText('Always on')).toHaveCount(6);
});

test('a switch that could not be saved goes back, and says why', async ({ page, stage }) => {
  await enter(page, stage, world.people['read-only']);
  await page.goto('/account/notifications');
  const keys = page.getByRole('switch', { name: 'API keys' });
  await expect(keys).toBeChecked();
  await page.context().clearCookies();
  await keys.click();
  await expect(page.getByText('This was not saved')).toBeVisible();
  await expect(keys).toBeChecked();
});

test('a person hears by mail of their new place and of what others do to their key, with the way to turn it off', async ({
  page,
  stage,
}) => {
  const { keyId } = await createKey(stage, world, 'Watched key');
  const second = await createWorld(stage, 'Second Works');
  const other = second.people.admin;
  const deps = stageDeps(stage, { notifies: true });
  try {
    const asAdmin = authorize(principalOf(world, 'admin'), 'member.add');
    const { userId, email } = other;
    await addMember(deps, asAdmin, { userId, role: 'admin', teamIds: [] });
    const added = await waitForMail(stage.mailFolder, email);
    expect(added.mail.subject).toBe('You were added to an organization');
    const principal = { ...principalOf(world, 'admin'), userId, userLabel: other.name };
    await disableApiKey(deps, authorize(principal, 'api-key.update'), { keyId });
  } finally {
    await deps.close();
  }
  const founder = world.people.admin;
  const { mail } = await waitForMail(stage.mailFolder, founder.email);
  expect(mail.subject).toBe('An API key of yours was disabled');
  expect(mail.text).toMatch(/Key: Watched key \(sk-api-…\w{4}\)/);
  const settings = /Choose your notifications: (\S+)/.exec(mail.text ?? '')?.[1];
  await signIn(page, founder.email);
  await page.goto(settings ?? '');
  await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible();
  expect(await mailsTo(stage.mailFolder, founder.email)).toHaveLength(1);
});
