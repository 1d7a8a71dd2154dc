import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { Environment, KeyState, KeyStatus } from './model';
import type { KeySort } from './schema';

/** A key as pages show it, with its owner, team and last use. */
export type ListedKeyRow = {
  id: string;
  name: string;
  /** What may be shown of its newest secret. */
  hint: string;
  environment: Environment;
  status: KeyStatus;
  scopes: string[];
  allowedModels: string[];
  allowedServices: string[];
  ipRanges: string[];
  teamId: string;
  teamName: string;
  ownerId: string;
  /** Null where the owner is no longer a member. */
  ownerName: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  lastUsedModel: string | null;
};

const columns = Prisma.sql`
  k.id, k.name, s.hint, k.environment, k.status, k.scopes, k.allowed_models AS "allowedModels",
  k.allowed_services AS "allowedServices", k.ip_ranges AS "ipRanges", k.team_id AS "teamId", t.name AS "teamName",
  k.owner_user_id AS "ownerId", u.name AS "ownerName", k.created_at AS "createdAt", k.expires_at AS "expiresAt",
  k.revoked_at AS "revokedAt", a.last_used_at AS "lastUsedAt", a.last_used_ip AS "lastUsedIp", a.last_used_model AS "lastUsedModel"`;

const joined = Prisma.sql`
  FROM api_keys k
  JOIN teams t ON t.organization_id = k.organization_id AND t.id = k.team_id
  LEFT JOIN users u ON u.id = k.owner_user_id
  LEFT JOIN api_key_activity a ON a.organization_id = k.organization_id AND a.api_key_id = k.id
  CROSS JOIN LATERAL (SELECT hint FROM api_key_secrets
                       WHERE organization_id = k.organization_id AND api_key_id = k.id
                       ORDER BY created_at DESC, id DESC LIMIT 1) s`;

export type KeyFilter = {
  organizationId: string;
  search: string | undefined;
  state: KeyState | undefined;
  environment: Environment | undefined;
  teamId: string | undefined;
  ownerId: string | undefined;
  sort: KeySort;
  direction: 'asc' | 'desc';
  cursor: Cursor | null;
  limit: number;
  now: Date;
};

/** What each order compares; what has no such time comes as if it were at the far end. `sortValueOf` says the same. */
const sortColumns: Record<KeySort, Prisma.Sql> = {
  created: Prisma.sql`k.created_at`,
  name: Prisma.sql`lower(k.name) COLLATE "C"`,
  'last-used': Prisma.sql`coalesce(a.last_used_at, '1970-01-01Z'::timestamptz)`,
  expires: Prisma.sql`coalesce(k.expires_at, '9999-01-01Z'::timestamptz)`,
};

const never = new Date('9999-01-01T00:00:00.000Z');

/** The value of a row that `sortColumns` compares, for cursors. */
export function sortValueOf(row: ListedKeyRow & { nameKey: string }, sort: KeySort): string {
  switch (sort) {
    case 'created':
      return row.createdAt.toISOString();
    case 'name':
      return row.nameKey;
    case 'last-used':
      return (row.lastUsedAt ?? new Date(0)).toISOString();
    case 'expires':
      return (row.expiresAt ?? never).toISOString();
  }
}

function inState(state: KeyState, now: Date): Prisma.Sql {
  if (state === 'revoked') return Prisma.sql`k.status = 'revoked'`;
  if (state === 'expired') return Prisma.sql`(k.status <> 'revoked' AND k.expires_at <= ${now})`;
  return Prisma.sql`(k.status = ${state} AND (k.expires_at IS NULL OR k.expires_at > ${now}))`;
}

function conditionsOf(filter: KeyFilter): Prisma.Sql[] {
  const { search, state, environment, teamId, ownerId, now } = filter;
  const conditions = [Prisma.sql`k.organization_id = ${filter.organizationId}::uuid`];
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(k.name ILIKE ${pattern} OR s.hint LIKE ${pattern})`);
  }
  if (state !== undefined) conditions.push(inState(state, now));
  if (environment !== undefined) conditions.push(Prisma.sql`k.environment = ${environment}`);
  if (teamId !== undefined) conditions.push(Prisma.sql`k.team_id = ${teamId}::uuid`);
  if (ownerId !== undefined) conditions.push(Prisma.sql`k.owner_user_id = ${ownerId}::uuid`);
  return conditions;
}

/** Keys from the cursor on, one more than `limit` where there are more; one statement however many rows. */
export async function selectKeys(
  tx: OrgTx,
  filter: KeyFilter,
): Promise<(ListedKeyRow & { nameKey: string })[]> {
  const { sort, direction, cursor, limit } = filter;
  const place = keyset(
    {
      column: sortColumns[sort],
      id: Prisma.sql`k.id`,
      type: sort === 'name' ? 'text' : 'timestamptz',
      direction,
    },
    cursor,
  );
  const conditions = [...conditionsOf(filter), ...place.conditions];
  return tx.$queryRaw<(ListedKeyRow & { nameKey: string })[]>`
    SELECT ${columns}, lower(k.name) AS "nameKey" ${joined}
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}

export async function selectKey(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
): Promise<ListedKeyRow | null> {
  const rows = await tx.$queryRaw<ListedKeyRow[]>`
    SELECT ${columns} ${joined} WHERE k.organization_id = ${organizationId}::uuid AND k.id = ${keyId}::uuid`;
  return rows[0] ?? null;
}
