import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import {
  connectAsOwner,
  eventually,
  insertKey,
  insertMember,
  insertOrganization,
  revokeKey,
  type SeededKey,
  type SeededOrganization,
} from '@/tests/support/keys';

let database: TestDatabase;
let owner: pg.Client;
let plane: RunningDataPlane;
let organization: SeededOrganization;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
  organization = await insertOrganization(owner);
  plane = await startDataPlane(database);
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

async function refusalsOf(keyId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await owner.query<Record<string, unknown>>(
    'SELECT code, reason, ip, service, model FROM api_key_refusals WHERE api_key_id = $1 ORDER BY occurred_at',
    [keyId],
  );
  return rows;
}

const invalidKey = {
  valid: false,
  code: 'invalid-key',
  statusCode: 2049,
  message: 'invalid api key',
};

describe('POST /v1/keys/verify', () => {
  it('answers a good key with exactly the fields of the contract', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const key = await insertKey(owner, organization, { expires_at: expiresAt });
    const answer = await verify({
      key: key.secret,
      groupId: key.groupId,
      service: 'text',
      model: 'gatehouse-text-1',
      ip: '192.0.2.1',
    });
    expect(answer).toStrictEqual({
      valid: true,
      keyId: key.keyId,
      kind: 'general',
      organizationId: key.organizationId,
      groupId: key.groupId,
      teamId: key.teamId,
      ownerId: key.ownerId,
      environment: 'production',
      scopes: ['inference'],
      rateLimit: null,
      budget: null,
      pot: 'wallet',
      expiresAt: expiresAt.toISOString(),
    });
  });

  it.each([
    ['a key that does not exist', 'sk-api-00000000000000000000000000000000000000000002zGGs4'],
    ['a typing error', 'sk-api-00000000000000000000000000000000000000000002zGGs5'],
    ['nonsense', 'hunter2'],
    ['an empty text', ''],
    ['a very long text', 'x'.repeat(10_000)],
    ['a text that no encoding knows', '\u0000\ud800 sk-api-'],
  ])('says the same of %s', async (_what, key) => {
    expect(await verify({ key })).toStrictEqual(invalidKey);
  });

  const hourAgo = () => new Date(Date.now() - 3_600_000);
  it.each([
    ['revoked', { status: 'revoked' }, {}, invalidKey],
    ['disabled', { status: 'disabled' }, {}, invalidKey],
    ['suspended', { status: 'suspended' }, {}, invalidKey],
    ['expired', { expires_at: hourAgo() }, {}, invalidKey],
    [
      'group-mismatch',
      {},
      { groupId: '9999999999999999999' },
      {
        valid: false,
        code: 'group-mismatch',
        statusCode: 1004,
        message: 'token not match group',
      },
    ],
    [
      'ip-outside-ranges',
      { ip_ranges: ['10.0.0.0/8'] },
      { ip: '192.0.2.1' },
      { valid: false, code: 'ip-not-allowed', statusCode: 1004, message: 'ip not allowed' },
    ],
    [
      'ip-missing',
      { ip_ranges: ['10.0.0.0/8'] },
      {},
      { valid: false, code: 'ip-not-allowed', statusCode: 1004, message: 'ip not allowed' },
    ],
    [
      'service-outside-list',
      { allowed_services: ['speech'] },
      { service: 'text' },
      {
        valid: false,
        code: 'service-not-allowed',
        statusCode: 2061,
        message: 'service not allowed for this key',
      },
    ],
    [
      'model-outside-list',
      { allowed_models: ['gatehouse-text-1'] },
      { model: 'gatehouse-video-1' },
      {
        valid: false,
        code: 'model-not-allowed',
        statusCode: 2061,
        message: 'model not allowed for this key',
      },
    ],
  ])('refuses: %s, and keeps the reason', async (reason, columns, call, expected) => {
    const key = await insertKey(owner, organization, columns);
    expect(await verify({ key: key.secret, ...call })).toStrictEqual(expected);
    const kept = await eventually(async () => {
      const rows = await refusalsOf(key.keyId);
      return rows.length > 0 && rows;
    });
    expect(kept).toStrictEqual([
      { code: expected.code, reason, ip: null, service: null, model: null, ...withoutGroup(call) },
    ]);
  });

  it.each([
    ['suspended', 'organization-suspended'],
    ['deleting', 'organization-deleting'],
  ])('refuses keys of an organization that is %s', async (status, reason) => {
    const other = await insertOrganization(owner);
    const key = await insertKey(owner, other);
    expect(await verify({ key: key.secret })).toMatchObject({ valid: true });
    await owner.query('UPDATE organizations SET status = $2 WHERE id = $1', [
      other.organizationId,
      status,
    ]);
    const answer = await eventually(async () => {
      const now = await verify({ key: key.secret });
      return now.valid === false && now;
    }, 1_000);
    expect(answer).toStrictEqual({
      valid: false,
      code: 'organization-inactive',
      statusCode: 1004,
      message: 'organization is not active',
    });
    await eventually(async () =>
      (await refusalsOf(key.keyId)).some((refusal) => refusal.reason === reason),
    );
  });

  it('follows the right of the owner: role, team and membership, and back', async () => {
    const other = await insertOrganization(owner, 'admin');
    const ownerId = await insertMember(owner, other, 'developer');
    const key = await insertKey(owner, { ...other, ownerId });
    const becomes = (valid: boolean) =>
      eventually(async () => (await verify({ key: key.secret })).valid === valid, 1_000);
    const ids = [other.organizationId, ownerId];
    const setRole = (role: string) =>
      owner.query('UPDATE memberships SET role = $3 WHERE organization_id = $1 AND user_id = $2', [
        ...ids,
        role,
      ]);
    await becomes(true);
    await setRole('read-only');
    await becomes(false);
    await setRole('developer');
    await becomes(true);
    await owner.query(
      'DELETE FROM team_memberships WHERE organization_id = $1 AND user_id = $2',
      ids,
    );
    await becomes(false);
    // An Admin reaches every team.
    await setRole('admin');
    await becomes(true);
    await owner.query('DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2', ids);
    await becomes(false);
    const reasons = await eventually(async () => {
      const seen = (await refusalsOf(key.keyId)).map(({ reason }) => reason);
      return seen.includes('owner-not-a-member') && seen;
    });
    expect(reasons).toEqual(
      expect.arrayContaining(['owner-lacks-role', 'owner-not-in-team', 'owner-not-a-member']),
    );
  });

  it('ends a key at the very moment of its expiry, though it is in memory and no job runs', async () => {
    const key = await insertKey(owner, organization, { expires_at: new Date(Date.now() + 700) });
    expect(await verify({ key: key.secret })).toMatchObject({ valid: true });
    await new Promise((resolve) => setTimeout(resolve, 750));
    expect(await verify({ key: key.secret })).toStrictEqual(invalidKey);
  });

  it('knows a key at once that was asked for before it existed', async () => {
    const key = await insertKey(owner, organization);
    await owner.query('CREATE TEMP TABLE IF NOT EXISTS aside (LIKE api_key_secrets)');
    await owner.query(
      'WITH gone AS (DELETE FROM api_key_secrets WHERE api_key_id = $1 RETURNING *) INSERT INTO aside SELECT * FROM gone',
      [key.keyId],
    );
    for (let times = 0; times < 5; times += 1) {
      expect(await verify({ key: key.secret })).toStrictEqual(invalidKey);
    }
    // What was only set aside for this test may come back; a digest that is retired never does.
    await owner.query('DELETE FROM retired_secret_hashes');
    await owner.query('INSERT INTO api_key_secrets SELECT * FROM aside WHERE api_key_id = $1', [
      key.keyId,
    ]);
    await eventually(async () => (await verify({ key: key.secret })).valid === true, 1_000);
  });

  it('notes the last use and the first call of the organization, and moves neither back', async () => {
    const other = await insertOrganization(owner);
    const key = await insertKey(owner, other);
    const call = { key: key.secret, model: 'gatehouse-text-1', ip: '::ffff:192.0.2.7' };
    await verify({ ...call, ip: '192.0.2.6' });
    await verify(call);
    const activity = await eventually(() => activityOf(key));
    expect(activity).toMatchObject({ last_used_ip: '192.0.2.7', last_used_model: call.model });
    const first = await firstCallOf(other);
    expect(first).not.toBeNull();
    await verify({ ...call, model: 'a\u0000b' });
    const later = await eventually(async () => {
      const now = await activityOf(key);
      return now?.last_used_model === 'a?b' && now;
    });
    expect(later.last_used_at.getTime()).toBeGreaterThan(activity.last_used_at.getTime());
    expect(await firstCallOf(other)).toEqual(first);
  });

  it('notes nothing of a refused call but the refusal', async () => {
    const other = await insertOrganization(owner);
    const key = await insertKey(owner, other);
    await verify({ key: key.secret, groupId: '1', service: 'text', model: 'm' });
    await eventually(async () => (await refusalsOf(key.keyId)).length === 1);
    expect(await activityOf(key)).toBeUndefined();
    expect(await firstCallOf(other)).toBeNull();
  });

  it('refuses a revoked key to all of 20 verifications after a second, at the latest', async () => {
    const key = await insertKey(owner, organization);
    await verify({ key: key.secret });
    await revokeKey(owner, key.keyId);
    const revokedAt = Date.now();
    await eventually(async () => (await verify({ key: key.secret })).valid === false, 1_000);
    expect(Date.now() - revokedAt).toBeLessThan(1_000);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => verify({ key: key.secret })),
    );
    expect(answers).toStrictEqual(Array.from({ length: 20 }, () => invalidKey));
  });

  it('writes no secret to its log', async () => {
    const key = await insertKey(owner, organization);
    await verify({ key: key.secret });
    await verify({ key: key.secret, groupId: '1' });
    await verify({ key: `${key.secret}x` });
    expect(plane.logged()).toContain('"path":"/v1/keys/verify"');
    expect(plane.logged()).not.toContain(key.secret.slice(7, 40));
    expect(plane.logged()).not.toContain(GATEWAY_TOKEN);
  });
});

function withoutGroup({ groupId: _groupId, ...rest }: Record<string, string>) {
  return rest;
}

async function activityOf(key: SeededKey) {
  const { rows } = await owner.query<{
    last_used_at: Date;
    last_used_ip: string | null;
    last_used_model: string | null;
  }>('SELECT * FROM api_key_activity WHERE api_key_id = $1', [key.keyId]);
  return rows[0];
}

async function firstCallOf({ organizationId }: SeededOrganization): Promise<Date | null> {
  const { rows } = await owner.query<{ first_call_at: Date | null }>(
    'SELECT first_call_at FROM organizations WHERE id = $1',
    [organizationId],
  );
  return rows[0]?.first_call_at ?? null;
}
