import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const prisma = (...args: string[]) =>
  spawnSync('node_modules/.bin/prisma', args, {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: database.ownerUrl },
  });

test('a migrated database is what the schema says, in everything that Prisma has words for', () => {
  const diff = prisma(
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema',
    '--exit-code',
  );
  expect(diff.stdout + diff.stderr).toContain('No difference detected');
  expect(diff.status).toBe(0);
});

test('every migration of the folder is recorded as applied, and none has been edited since', () => {
  const status = prisma('migrate', 'status');
  expect(status.stdout).toContain('Database schema is up to date');
  expect(status.status).toBe(0);
});
