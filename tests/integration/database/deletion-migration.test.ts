import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { databaseUrl, type TestServer } from '@/tests/support/test-server';

const folder = path.resolve(import.meta.dirname, '../../../prisma/migrations');
const own = '_organization_deletion';
const { maintenanceUrl } = JSON.parse(process.env.GATEHOUSE_TEST_SERVER ?? '{}') as TestServer;
const name = `gatehouse_migration_${randomBytes(6).toString('hex')}`;

let owner: pg.Client;
beforeAll(async () => {
  await withClient(maintenanceUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  owner = new pg.Client({ connectionString: databaseUrl(maintenanceUrl, name) });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await withClient(maintenanceUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
});

const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const apply = (migration: string) =>
  owner.query(readFileSync(path.join(folder, migration, 'migration.sql'), 'utf8'));

test('an installation with organizations gets the deletion: what is active stays, what was marked by hand gets its 30 days', async () => {
  const at = migrations.findIndex((migration) => migration.endsWith(own));
  for (const migration of migrations.slice(0, at)) await apply(migration);
  for (const [index, status] of ['active', 'suspended', 'deleting'].entries()) {
    await owner.query(
      `INSERT INTO organizations (id, slug, name, group_id, use_case, status, created_at, updated_at)
       VALUES ($1, $2, $2, $3, 'api-access', $2, now(), now())`,
      [randomUUID(), status, `100000000000000000${index}`],
    );
  }
  for (const migration of migrations.slice(at)) await apply(migration);
  const { rows } = await owner.query(
    `SELECT status, status_before_deletion AS before, round(extract(epoch FROM deletion_ends_at - now()) / 86400)::int AS days
       FROM organizations ORDER BY status`,
  );
  expect(rows).toEqual([
    { status: 'active', before: null, days: null },
    { status: 'deleting', before: 'active', days: 30 },
    { status: 'suspended', before: null, days: null },
  ]);
});
