import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createSecret, hashSecret, hintOf } from '@/lib/api-keys/secret';
import { systemRandom } from '@/lib/platform/random';
import { insertOrganization } from '@/tests/support/keys';

export type BenchKey = { secret: string; groupId: string; answer: string };

const perOrganization = 1_000;
const expiresAt = new Date('2099-01-01T00:00:00Z');

/** So many keys, a thousand in each organization, with the answer that each must get. */
export async function seedKeys(owner: pg.Client, count: number): Promise<BenchKey[]> {
  const keys: BenchKey[] = [];
  // The triggers announce every single row, which nobody listens to yet.
  await owner.query('SET session_replication_role = replica');
  while (keys.length < count) {
    const organization = await insertOrganization(owner);
    const { organizationId, groupId, teamId, ownerId } = organization;
    const rows = Array.from({ length: perOrganization }, () => ({
      id: randomUUID(),
      secret: createSecret(systemRandom, 'general'),
    }));
    await owner.query(
      `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, scopes,
         allowed_models, allowed_services, ip_ranges, expires_at, created_at, updated_at)
       SELECT id, $2, $3, $4, 'general', 'A key', 'production', '{inference}', '{}', '{}', '{}', $5, now(), now()
       FROM unnest($1::uuid[]) AS id`,
      [rows.map(({ id }) => id), organizationId, teamId, ownerId, expiresAt],
    );
    await owner.query(
      `INSERT INTO api_key_secrets (id, organization_id, api_key_id, secret_hash, hint, created_at)
       SELECT u.id, $1, u.id, u.secret_hash, u.hint, now() FROM unnest($2::uuid[], $3::bytea[], $4::text[])
         AS u (id, secret_hash, hint)`,
      [
        organizationId,
        rows.map(({ id }) => id),
        rows.map(({ secret }) => Buffer.from(hashSecret(secret))),
        rows.map(({ secret }) => hintOf(secret)),
      ],
    );
    for (const { id, secret } of rows) {
      const answer = JSON.stringify({
        valid: true,
        keyId: id,
        kind: 'general',
        organizationId,
        groupId,
        teamId,
        ownerId,
        environment: 'production',
        scopes: ['inference'],
        rateLimit: null,
        budget: null,
        pot: 'wallet',
        expiresAt: expiresAt.toISOString(),
      });
      keys.push({ secret, groupId, answer });
    }
  }
  await owner.query('SET session_replication_role = origin');
  await owner.query('ANALYZE');
  return keys;
}
