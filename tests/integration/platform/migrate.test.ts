import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '@/scripts/postgres/connection.mjs';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the serving roles can log in and own nothing', async () => {
  for (const url of [database.appUrl, database.systemUrl]) {
    const owned = await withClient(url, async (client) => {
      const { rows } = await client.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM pg_class WHERE relowner = current_user::regrole',
      );
      return rows[0]?.count;
    });
    expect(owned).toBe(0);
  }
});
