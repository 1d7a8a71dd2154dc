import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import pg from 'pg';
import { createSecret, hashSecret, hintOf } from '@/lib/api-keys/secret';
import { systemRandom } from '@/lib/platform/random';
import type { TestDatabase } from './database';

export type SeededOrganization = {
  organizationId: string;
  groupId: string;
  teamId: string;
  ownerId: string;
};

export type SeededKey = SeededOrganization & { keyId: string; secret: string };

type KeyColumns = {
  scopes?: string[];
  allowed_models?: string[];
  allowed_services?: string[];
  ip_ranges?: string[];
  status?: string;
  expires_at?: Date | null;
  environment?: string;
};

/** Writes rows as the owner of the tables, for tests that are about what is read. */
export async function connectAsOwner(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  // Tests that stop the database cut this connection too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function insertOrganization(
  owner: pg.Client,
  role = 'developer',
): Promise<SeededOrganization> {
  const organizationId = randomUUID();
  const teamId = randomUUID();
  const groupId = `1${Array.from({ length: 18 }, () => randomInt(10)).join('')}`;
  const slug = randomBytes(8).toString('hex');
  await owner.query(
    `INSERT INTO organizations (id, slug, name, group_id, use_case, created_at, updated_at)
     VALUES ($1, $2, $2, $3, 'api-access', now(), now())`,
    [organizationId, slug, groupId],
  );
  await owner.query(
    `INSERT INTO teams (id, organization_id, name, created_at, updated_at) VALUES ($1, $2, 'Default', now(), now())`,
    [teamId, organizationId],
  );
  const ownerId = await insertMember(owner, { organizationId, teamId }, role);
  return { organizationId, groupId, teamId, ownerId };
}

export async function insertMember(
  owner: pg.Client,
  { organizationId, teamId }: Pick<SeededOrganization, 'organizationId' | 'teamId'>,
  role: string,
): Promise<string> {
  const userId = randomUUID();
  await owner.query(
    `INSERT INTO users (id, email, name, created_at, updated_at) VALUES ($1, $2, 'Somebody', now(), now())`,
    [userId, `${userId}@example.test`],
  );
  await owner.query(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [organizationId, userId, role],
  );
  await owner.query(
    `INSERT INTO team_memberships (organization_id, team_id, user_id, created_at) VALUES ($1, $2, $3, now())`,
    [organizationId, teamId, userId],
  );
  return userId;
}

export async function insertKey(
  owner: pg.Client,
  organization: SeededOrganization,
  columns: KeyColumns = {},
): Promise<SeededKey> {
  const keyId = randomUUID();
  const secret = createSecret(systemRandom, 'general');
  const { status = 'active' } = columns;
  await owner.query('BEGIN');
  await owner.query(
    `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, scopes,
       allowed_models, allowed_services, ip_ranges, status, expires_at, revoked_at, created_at, updated_at)
     VALUES ($1, $2, $3, $4, 'general', 'A key', $5, $6, $7, $8, $9, $10, $11, $12, now(), now())`,
    [
      keyId,
      organization.organizationId,
      organization.teamId,
      organization.ownerId,
      columns.environment ?? 'production',
      columns.scopes ?? ['inference'],
      columns.allowed_models ?? [],
      columns.allowed_services ?? [],
      columns.ip_ranges ?? [],
      status,
      columns.expires_at ?? null,
      status === 'revoked' ? new Date() : null,
    ],
  );
  await owner.query(
    `INSERT INTO api_key_secrets (id, organization_id, api_key_id, secret_hash, hint, created_at)
     VALUES ($1, $2, $3, $4, $5, now())`,
    [randomUUID(), organization.organizationId, keyId, hashSecret(secret), hintOf(secret)],
  );
  await owner.query('COMMIT');
  return { ...organization, keyId, secret };
}

export async function revokeKey(owner: pg.Client, keyId: string): Promise<void> {
  await owner.query(
    `UPDATE api_keys SET status = 'revoked', revoked_at = now(), updated_at = now() WHERE id = $1`,
    [keyId],
  );
}

/** Waits until `probe` gives something, for as long as a test may take. */
export async function eventually<T>(
  probe: () => Promise<T | null | undefined | false>,
  withinMs = 5_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const result = await probe();
    if (result) return result;
    if (Date.now() > end) throw new Error(`did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
