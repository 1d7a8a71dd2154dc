import { hash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashEncoding, selectSnapshots, selectStale } from '@/lib/verification/snapshot-repository';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import {
  connectAsOwner,
  insertKey,
  insertMember,
  insertOrganization,
  type SeededKey,
} from '@/tests/support/keys';

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  pool = new pg.Pool({ connectionString: database.systemUrl, max: 1 });
});

afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});

const hashOf = ({ secret }: SeededKey) => hash('sha256', secret, hashEncoding);

/** Keys in memory, each with the version that it was loaded with. */
async function load(...keys: SeededKey[]): Promise<Map<string, string>> {
  const loaded = await selectSnapshots(pool, keys.map(hashOf));
  return new Map([...loaded].map(([secretHash, { version }]) => [secretHash, version]));
}

it('what stands as it was loaded is not stale, a first call included', async () => {
  const organization = await insertOrganization(owner);
  const versions = await load(
    await insertKey(owner, organization),
    await insertKey(owner, organization),
  );
  expect(versions.size).toBe(2);
  await owner.query('UPDATE organizations SET first_call_at = now() WHERE id = $1', [
    organization.organizationId,
  ]);
  expect(await selectStale(pool, versions)).toEqual(new Set());
});

it.each([
  ['its key changed', `UPDATE api_keys SET name = 'Another' WHERE id = $1`],
  ['its key is gone', 'DELETE FROM api_key_secrets WHERE api_key_id = $1'],
  [
    'its organization is suspended',
    `UPDATE organizations SET status = 'suspended'
      WHERE id = (SELECT organization_id FROM api_keys WHERE id = $1)`,
  ],
  [
    'its owner got another role',
    `UPDATE memberships SET role = 'read-only'
      WHERE user_id = (SELECT owner_user_id FROM api_keys WHERE id = $1)`,
  ],
  [
    'its owner left the team',
    `DELETE FROM team_memberships WHERE user_id = (SELECT owner_user_id FROM api_keys WHERE id = $1)`,
  ],
])('a snapshot is stale once %s', async (_what, change) => {
  const organization = await insertOrganization(owner);
  const ownerId = await insertMember(owner, organization, 'developer');
  const key = await insertKey(owner, { ...organization, ownerId });
  const other = await insertKey(owner, organization);
  const versions = await load(key, other);
  await owner.query(change, [key.keyId]);
  const stale = await selectStale(pool, versions);
  expect(stale.has(hashOf(key))).toBe(true);
  expect(stale.has(hashOf(other))).toBe(change.includes('organizations'));
});
