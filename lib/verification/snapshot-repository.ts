import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { KeyKind } from '@/lib/api-keys/secret';
import { mayHoldKeys } from '@/lib/api-keys/model';
import type { Role } from '@/lib/authz/permissions';
import { compileIpRanges, type IpMatcher } from '@/lib/platform/ip-address';
import { TextPool } from '@/lib/platform/text-pool';
import { arrayOfPlain } from '@/lib/platform/system-pool';
import { validAnswerText } from './answer-text';
import { unused, type KeySnapshot, type OwnerStanding } from './model';

type Row = {
  secret_hash: Buffer;
  id: string;
  organization_id: string;
  team_id: string;
  owner_user_id: string;
  kind: KeyKind;
  environment: string;
  scopes: string[];
  allowed_models: string[];
  allowed_services: string[];
  ip_ranges: string[];
  organization_ip_ranges: string[] | null;
  status: KeySnapshot['status'];
  expires_at: Date | null;
  organization_status: KeySnapshot['organizationStatus'];
  group_id: string;
  has_called: boolean;
  owner_role: Role | null;
  owner_in_team: boolean;
  version: string;
};

/** A key by its secret, with all that its right to work depends on. */
const source = `
  FROM api_key_secrets s
  JOIN api_keys k ON k.organization_id = s.organization_id AND k.id = s.api_key_id
  JOIN organizations o ON o.id = k.organization_id
  LEFT JOIN organization_policies p ON p.organization_id = k.organization_id
  LEFT JOIN memberships m ON m.organization_id = k.organization_id AND m.user_id = k.owner_user_id
  LEFT JOIN team_memberships t
    ON t.organization_id = k.organization_id AND t.team_id = k.team_id AND t.user_id = k.owner_user_id`;

/**
 * Each update of a row gives it the number of its transaction. Of the organization only what a snapshot is made of: its
 * first call, of which the recorder itself keeps track, must not cost it all its snapshots.
 */
const version = `format('%s:%s:%s:%s:%s:%s', k.xmin, o.status, o.group_id, p.xmin, m.xmin, t.xmin)`;

const snapshots = {
  name: 'verify-snapshots',
  text: `
    SELECT s.secret_hash, k.id, k.organization_id, k.team_id, k.owner_user_id, k.kind, k.environment, k.scopes,
      k.allowed_models, k.allowed_services, k.ip_ranges, p.key_ip_ranges AS organization_ip_ranges, k.status, k.expires_at,
      o.status AS organization_status, o.group_id, o.first_call_at IS NOT NULL AS has_called,
      m.role AS owner_role, t.user_id IS NOT NULL AS owner_in_team, ${version} AS version ${source}
    WHERE s.secret_hash = ANY($1::bytea[])`,
};

const stale = {
  name: 'verify-stale',
  text: `
    SELECT u.secret_hash FROM unnest($1::text[], $2::text[]) AS u (secret_hash, version)
    WHERE NOT EXISTS (SELECT 1 ${source} WHERE s.secret_hash = decode(u.secret_hash, 'hex') AND ${version} = u.version)`,
};

/** How a hash is written as a key of maps: shorter than hex, and cheaper to make. */
export const hashEncoding = 'base64url';

/** The keys of these hashes, compiled. The hash is the caller's proof: 256 random bits cannot be guessed. */
export async function selectSnapshots(
  pool: pg.Pool,
  hashes: readonly string[],
): Promise<Map<string, KeySnapshot>> {
  const { rows } = await pool.query<Row>({ ...snapshots, values: [hashes.map(bytesOf)] });
  return new Map(rows.map((row) => [row.secret_hash.toString(hashEncoding), compile(row)]));
}

/** Which of these snapshots are no longer what the database holds: a small part of the work of loading them. */
export async function selectStale(
  pool: pg.Pool,
  snapshots: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const hashes = [...snapshots.keys()];
  const values = [
    arrayOfPlain(hashes.map((hash) => bytesOf(hash).toString('hex'))),
    arrayOfPlain([...snapshots.values()]),
  ];
  const { rows } = await pool.query<{ secret_hash: string }>({ ...stale, values });
  return new Set(rows.map((row) => Buffer.from(row.secret_hash, 'hex').toString(hashEncoding)));
}

function bytesOf(hash: string): Buffer {
  return Buffer.from(hash, hashEncoding);
}

/** What many keys have in common, or most: roles, states, scopes, and the ids of their organizations, teams and owners. */
const shared = new TextPool(50_000);

/** One literal, so that all snapshots have one shape: copies made by spreading have several, and each access is a search. */
function compile(row: Row): KeySnapshot {
  const snapshot = {
    keyId: row.id,
    status: shared.get(row.status),
    expiresAt: row.expires_at?.getTime() ?? null,
    kind: shared.get(row.kind),
    ownerStanding: standingOf(row),
    organizationStatus: shared.get(row.organization_status),
    groupId: shared.get(row.group_id),
    admitsIp: row.ip_ranges.length === 0 ? null : compileIpRanges(row.ip_ranges),
    organizationAdmitsIp: organizationMatcher(row.organization_ip_ranges ?? []),
    allowedServices: setOrEvery(row.allowed_services),
    allowedModels: setOrEvery(row.allowed_models),
    scopes: row.scopes.map((scope) => shared.get(scope)),
    organizationHasCalled: row.has_called,
    organizationId: shared.get(row.organization_id),
    teamId: shared.get(row.team_id),
    ownerId: shared.get(row.owner_user_id),
    environment: shared.get(row.environment),
    answerText: '',
    lastUse: unused(),
    version: row.version,
  };
  snapshot.answerText = validAnswerText(snapshot);
  return snapshot;
}

function standingOf({ owner_role, owner_in_team, team_id }: Row): OwnerStanding {
  if (owner_role === null) return 'not-a-member';
  const holds = (teamIds: string[]) => mayHoldKeys({ role: owner_role, teamIds }, team_id);
  if (holds(owner_in_team ? [team_id] : [])) return 'may-create-keys';
  return holds([team_id]) ? 'not-in-team' : 'lacks-role';
}

/** All keys of an organization have the same ranges of it: compiled once for many of them. */
const organizationMatchers = new LRUCache<string, IpMatcher>({ max: 1_000 });

function organizationMatcher(ranges: readonly string[]): IpMatcher | null {
  if (ranges.length === 0) return null;
  const text = ranges.join(' ');
  const known = organizationMatchers.get(text);
  if (known !== undefined) return known;
  const made = compileIpRanges(ranges);
  organizationMatchers.set(text, made);
  return made;
}

function setOrEvery(names: string[]): ReadonlySet<string> | null {
  return names.length === 0 ? null : new Set(names);
}
