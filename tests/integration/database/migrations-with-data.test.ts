import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { databaseUrl, type TestServer } from '@/tests/support/test-server';

/** The last migration of an installation that has people in it, keys and a log, and none of what came after. */
const before = '20261121215500_notification_preferences';

const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
const { maintenanceUrl } = JSON.parse(process.env.GATEHOUSE_TEST_SERVER ?? '{}') as TestServer;
let owner: pg.Client;

const folder = path.resolve('prisma/migrations');
const migrations = fs
  .readdirSync(folder)
  .filter((each) => fs.existsSync(path.join(folder, each, 'migration.sql')))
  .sort();

async function apply(names: readonly string[]): Promise<void> {
  for (const each of names) {
    const script = fs.readFileSync(path.join(folder, each, 'migration.sql'), 'utf8');
    try {
      await owner.query(script);
    } catch (error) {
      throw new Error(`${each} failed`, { cause: error });
    }
  }
}

const ids = {
  organization: '00000000-0000-4000-8000-000000000001',
  ada: '00000000-0000-4000-8000-00000000000a',
  bob: '00000000-0000-4000-8000-00000000000b',
  team: '00000000-0000-4000-8000-0000000000f1',
  key: '00000000-0000-4000-8000-0000000000c1',
  event: '00000000-0000-4000-8000-0000000000e1',
};

const rows = `
  INSERT INTO users (id, email, name, password_hash, created_at, updated_at)
  VALUES ('${ids.ada}', 'ada@example.com', 'Ada Löve', 'x', now(), now()), ('${ids.bob}', 'bob@example.com', 'Bob', NULL, now(), now());
  INSERT INTO organizations (id, slug, name, group_id, use_case, created_at, updated_at)
  VALUES ('${ids.organization}', 'acme', 'Acme', '1000000000000000001', 'api-access', now(), now());
  INSERT INTO teams (id, organization_id, name, created_at, updated_at)
  VALUES ('${ids.team}', '${ids.organization}', 'Default', now(), now());
  INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at)
  VALUES ('${ids.organization}', '${ids.ada}', 'admin', now(), now()), ('${ids.organization}', '${ids.bob}', 'developer', now(), now());
  INSERT INTO team_memberships (organization_id, team_id, user_id, created_at)
  VALUES ('${ids.organization}', '${ids.team}', '${ids.ada}', now()), ('${ids.organization}', '${ids.team}', '${ids.bob}', now());
  INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, created_at, updated_at)
  VALUES ('${ids.key}', '${ids.organization}', '${ids.team}', '${ids.bob}', 'general', 'Loom', 'production', now(), now());
  INSERT INTO api_key_secrets (id, organization_id, api_key_id, secret_hash, hint, created_at)
  VALUES (gen_random_uuid(), '${ids.organization}', '${ids.key}', sha256('x'), 'sk-api-…abcd', now());
  INSERT INTO organization_policies (organization_id, updated_at) VALUES ('${ids.organization}', now());
  INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind, target_id, target_label, after)
  VALUES ('${ids.event}', '${ids.organization}', now(), 'user', '${ids.ada}', 'Ada Löve <ada@example.com>', 'team.created', 'team', '${ids.team}', 'Default', '{"name": "Default"}'),
         (gen_random_uuid(), NULL, now(), 'user', '${ids.ada}', 'Ada', 'user.signed-in', 'user', '${ids.ada}', 'Ada', NULL)`;

beforeAll(async () => {
  await withClient(maintenanceUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  owner = new pg.Client({ connectionString: databaseUrl(maintenanceUrl, name) });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await withClient(maintenanceUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  );
});

test('an installation with data in it comes through every migration, and what is there is found by what is new', async () => {
  const at = migrations.indexOf(before);
  expect(at).toBeGreaterThan(0);
  await apply(migrations.slice(0, at + 1));
  await owner.query(rows);
  await apply(migrations.slice(at + 1));

  const all = async (sql: string) => (await owner.query<Record<string, unknown>>(sql)).rows;
  expect(
    await all(
      `SELECT role, name_key, has_password, key_count FROM directory_entries ORDER BY role`,
    ),
  ).toEqual([
    { role: 'admin', name_key: 'ada love', has_password: true, key_count: 0 },
    { role: 'developer', name_key: 'bob', has_password: false, key_count: 1 },
  ]);
  expect(
    await all(
      `SELECT count(*)::int AS words FROM directory_words WHERE word IN ('ada', 'love', 'bob', 'example')`,
    ),
  ).toEqual([{ words: 5 }]);
  await owner.query('BEGIN');
  await owner.query(`SELECT set_config('gatehouse.organization_id', '${ids.organization}', true)`);
  expect(
    await all(
      `SELECT gatehouse_search_audit_events('default love', '{}', NULL, NULL, NULL, NULL, NULL, false, 10) AS id`,
    ),
  ).toEqual([{ id: ids.event }]);
  await owner.query('COMMIT');
  expect(await all(`SELECT count(*)::int AS count FROM audit_events WHERE words IS NULL`)).toEqual([
    { count: 1 },
  ]);
  expect(await all(`SELECT archived_at FROM teams`)).toEqual([{ archived_at: null }]);
  expect(await all(`SELECT status, deletion_ends_at, purge_started_at FROM organizations`)).toEqual(
    [{ status: 'active', deletion_ends_at: null, purge_started_at: null }],
  );
  expect(await all(`SELECT audit_retention_days FROM organization_policies`)).toEqual([
    { audit_retention_days: null },
  ]);
  // The guard of the last Admin holds for who was there before.
  await expect(
    owner.query(`UPDATE memberships SET role = 'developer' WHERE role = 'admin'`),
  ).rejects.toThrow(/memberships_last_admin/);
});
