import type { Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  ageProofs,
  createWorld,
  enter,
  turnOnMfa,
  worldPassword,
  type World,
} from './support/world';

let world: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Double Checks');
});

const proofDialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' });

test('a key without an end asks for a fresh proof, keeps what was typed, and then shows the secret', async ({
  page,
}) => {
  const stage = readStage();
  const { developer } = world.people;
  await enter(page, stage, developer);
  await ageProofs(stage, developer);
  await page.goto(`/orgs/${world.slug}/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await dialog.getByLabel('Name').fill('Archive robot');
  await dialog.getByRole('combobox', { name: 'Expires' }).click();
  await page.getByRole('option', { name: 'Never' }).click();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();

  const proof = proofDialog(page);
  await expect(proof).toContainText('create a key that never expires');
  await proof.getByRole('button', { name: 'Close' }).click();
  // Nothing was made, and the form is as it was.
  await expect(dialog.getByLabel('Name')).toHaveValue('Archive robot');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await proof.getByLabel('Password', { exact: true }).fill('not the password at all');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByRole('alert')).toContainText('This is not your password');
  await proof.getByLabel('Password', { exact: true }).fill(worldPassword);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByLabel('Secret key')).toHaveValue(/^sk-api-/);
  await page.getByRole('button', { name: 'I have saved it' }).click();
  await expect(page.getByRole('row', { name: /Archive robot/ })).toHaveCount(1);
});

test('making somebody an Admin asks for a fresh proof: by the app, or by a recovery code', async ({
  page,
}) => {
  const stage = readStage();
  const { admin } = world.people;
  const secret = await turnOnMfa(stage, admin);
  await enter(page, stage, admin);
  await ageProofs(stage, admin);
  await page.goto(`/orgs/${world.slug}/members`);
  await page.getByRole('button', { name: `Actions for ${world.people['read-only'].name}` }).click();
  await page.getByRole('menuitem', { name: 'Change role' }).click();
  const dialog = page.getByRole('dialog', { name: /^Role of/ });
  await dialog.getByRole('radio', { name: /^Admin/ }).click();
  await dialog.getByRole('button', { name: 'Change role' }).click();

  const proof = proofDialog(page);
  await proof.getByRole('button', { name: 'Use a recovery code' }).click();
  await proof.getByLabel('Recovery code').fill('0000-0000-0000-0000');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByRole('alert')).toContainText('none of your recovery codes');
  await proof.getByRole('button', { name: 'Use the authenticator app' }).click();
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  await proof.getByLabel('Authentication code').fill(code);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/is now Admin/)).toBeVisible();
});
