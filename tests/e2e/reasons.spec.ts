import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { recordDenial } from '@/lib/audit/record-denial';
import { authorizeOperator } from '@/lib/authz/authorize';
import { suspendOrganization } from '@/operator/suspend-organization';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, enter, principalOf, stageDeps, type World } from './support/world';

let world: World;
let keyId: string;
test.beforeEach(async ({ page, stage }) => {
  world = await createWorld(readStage(), 'Loom Works');
  ({ keyId } = await createKey(readStage(), world, 'Loom key'));
  await enter(page, stage, world.people.admin);
});

async function withDeps(work: (deps: ReturnType<typeof stageDeps>) => Promise<unknown>) {
  const deps = stageDeps(readStage());
  await work(deps).finally(() => deps.close());
}

test('a refusal ends in the act that mends it', async ({ page, stage }) => {
  const owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  for (const [code, reason] of [
    ['invalid-key', 'disabled'],
    ['group-mismatch', 'group-mismatch'],
  ]) {
    await owner.query(
      `INSERT INTO api_key_refusals (id, organization_id, api_key_id, occurred_at, code, reason)
       VALUES ($1, $2, $3, now(), $4, $5)`,
      [randomUUID(), world.organizationId, keyId, code, reason],
    );
  }
  await owner.query(`UPDATE api_keys SET status = 'disabled' WHERE id = $1`, [keyId]);
  await owner.end();
  await page.goto(`/orgs/${world.slug}/api-keys/${keyId}`);
  await expect(
    page.getByText(`Send the organization’s Group ID ${world.groupId}, or none.`),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Enable key' }).click();
  await expect(page.getByText('Loom key is enabled')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enable key' })).toHaveCount(0);
});

test('no key is offered in an organization that is suspended, and the reason is said', async ({
  page,
}) => {
  await withDeps((deps) =>
    suspendOrganization(deps, authorizeOperator('test', 'test'), world.slug),
  );
  await page.goto(`/orgs/${world.slug}/api-keys`);
  const button = page.getByRole('button', { name: 'Create key' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAttribute('aria-description', /This organization is suspended/);
  await page.goto(`/orgs/${world.slug}`);
  await expect(page.getByText(/is suspended, so calls with any key are refused/)).toBeVisible();
  await expect(page.getByText(/Ask Ada/)).toHaveCount(0);
});

test('a filter that makes no sense leaves the address, and the toolbar with it', async ({
  page,
}) => {
  await page.goto(`/orgs/${world.slug}/api-keys?state=foo&environment=production`);
  await expect(page).toHaveURL(/\/api-keys\?environment=production$/);
  await expect(page.getByRole('combobox', { name: 'State' })).toHaveText('State: Any');
  await expect(page.getByRole('link', { name: 'Loom key' })).toBeVisible();
  await page.goto(`/orgs/${world.slug}/members?role=owner`);
  await expect(page).toHaveURL(/\/members$/);
  await expect(page.getByRole('button', { name: 'Clear filters' })).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/audit-log?action=foo&from=foo`);
  await expect(page).toHaveURL(/\/audit-log$/);
  await expect(page.getByRole('link', { name: 'Created an API key' })).toBeVisible();
});

test('the log says in words what was refused, and its event by which name', async ({ page }) => {
  await withDeps((deps) => recordDenial(deps, principalOf(world, 'read-only'), 'api-key.update'));
  const title = 'Was refused: change an API key';
  await page.goto(`/orgs/${world.slug}`);
  await expect(page.getByRole('link', { name: title })).toBeVisible();
  await expect(page.getByText('api-key.update')).toHaveCount(0);
  await page.goto(`/orgs/${world.slug}/audit-log`);
  await expect(page.getByText('api-key.update')).toHaveCount(0);
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText('api-key.update').first()).toBeVisible();
});
