import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import {
  connectAsOwner,
  eventually,
  insertKey,
  insertOrganization,
  type SeededOrganization,
} from '@/tests/support/keys';

let database: TestDatabase;
let owner: pg.Client;
let plane: RunningDataPlane;
let organization: SeededOrganization;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  plane = await startDataPlane(database);
});
beforeEach(async () => {
  organization = await insertOrganization(owner);
});
afterAll(async () => {
  await plane.close();
  await owner.end();
  await database.drop();
});

async function verify(body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await fetch(`${plane.url}/v1/keys/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const allow = (ranges: string[]) =>
  owner.query(
    `INSERT INTO organization_policies (organization_id, key_ip_ranges, key_ip_labels, updated_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (organization_id) DO UPDATE SET key_ip_ranges = excluded.key_ip_ranges, key_ip_labels = excluded.key_ip_labels`,
    [organization.organizationId, ranges, ranges.map(() => '')],
  );
const refused = {
  valid: false,
  code: 'ip-not-allowed',
  statusCode: 1004,
  message: 'ip not allowed',
};

describe('the IP ranges of an organization', () => {
  it('hold for each of its keys, also where no address is told, and for nobody else’s', async () => {
    await allow(['198.51.100.0/24', '2001:db8::/32']);
    const { secret: key, keyId } = await insertKey(owner, organization);
    for (const ip of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8::7']) {
      expect(await verify({ key, ip })).toMatchObject({ valid: true });
    }
    expect(await verify({ key, ip: '203.0.113.9' })).toStrictEqual(refused);
    expect(await verify({ key })).toStrictEqual(refused);
    const other = await insertKey(owner, await insertOrganization(owner));
    expect(await verify({ key: other.secret, ip: '203.0.113.9' })).toMatchObject({ valid: true });
    const reasons = await eventually(async () => {
      const { rows } = await owner.query<{ reason: string }>(
        'SELECT reason FROM api_key_refusals WHERE api_key_id = $1 ORDER BY occurred_at, id',
        [keyId],
      );
      return rows.length === 2 && rows.map(({ reason }) => reason);
    });
    expect(reasons).toEqual(['ip-outside-organization', 'ip-missing']);
  });

  it('hold beside the key’s own: a call passes both', async () => {
    await allow(['198.51.100.0/24']);
    const { secret: key } = await insertKey(owner, organization, {
      ip_ranges: ['198.51.100.128/25', '203.0.113.0/24'],
    });
    expect(await verify({ key, ip: '198.51.100.200' })).toMatchObject({ valid: true });
    expect(await verify({ key, ip: '198.51.100.7' })).toStrictEqual(refused);
    expect(await verify({ key, ip: '203.0.113.9' })).toStrictEqual(refused);
  });

  it('come after the Group ID and before the service, as the contract orders', async () => {
    await allow(['198.51.100.0/24']);
    const { secret: key } = await insertKey(owner, organization, { allowed_services: ['text'] });
    const call = { key, ip: '203.0.113.9', service: 'video' };
    expect(await verify({ ...call, groupId: '1' })).toMatchObject({ code: 'group-mismatch' });
    expect(await verify(call)).toMatchObject({ code: 'ip-not-allowed' });
    expect(await verify({ ...call, ip: '198.51.100.7' })).toMatchObject({
      code: 'service-not-allowed',
    });
  });

  it('are seen within a second of their change, by a key that was in memory', async () => {
    const { secret: key } = await insertKey(owner, organization);
    const call = { key, ip: '203.0.113.9' };
    const becomes = (valid: boolean) =>
      eventually(async () => (await verify(call)).valid === valid, 1_000);
    expect(await verify(call)).toMatchObject({ valid: true });
    await allow(['198.51.100.0/24']);
    await becomes(false);
    await allow(['203.0.113.9/32']);
    await becomes(true);
    await allow(['198.51.100.0/24']);
    await becomes(false);
    await owner.query('DELETE FROM organization_policies WHERE organization_id = $1', [
      organization.organizationId,
    ]);
    await becomes(true);
  });
});

describe('a maximum lifetime', () => {
  it('ends a key in memory within a second, as expired, and lets it go on when it is lifted', async () => {
    const { secret: key, keyId } = await insertKey(owner, organization);
    expect(await verify({ key })).toMatchObject({ valid: true, expiresAt: null });
    await owner.query(
      `UPDATE api_keys SET expires_at = now() - interval '1 second', is_shortened = true WHERE id = $1`,
      [keyId],
    );
    await eventually(async () => !(await verify({ key })).valid, 1_000);
    expect(await verify({ key })).toMatchObject({ code: 'invalid-key' });
    await owner.query('UPDATE api_keys SET expires_at = NULL, is_shortened = false WHERE id = $1', [
      keyId,
    ]);
    await eventually(async () => (await verify({ key })).valid, 1_000);
  });
});
