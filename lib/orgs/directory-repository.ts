import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import {
  filtersOf,
  lastActiveOf,
  lastSignIn,
  usesSaml,
  type DirectoryFilters,
  type Filter,
} from './directory-filter-repository';
import type { MemberSort } from './schema';

export type DirectoryTeam = { id: string; name: string };

export async function selectDirectoryTeams(
  tx: OrgTx,
  organizationId: string,
): Promise<DirectoryTeam[]> {
  return tx.$queryRaw<DirectoryTeam[]>`
    SELECT id, name FROM teams WHERE organization_id = ${organizationId}::uuid AND archived_at IS NULL ORDER BY lower(name), id`;
}

export type DirectoryRow = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teams: DirectoryTeam[];
  keyCount: number;
  hasMfa: boolean;
  hasPassword: boolean;
  hasGoogle: boolean;
  hasGithub: boolean;
  /** Whether a connection that people sign in by knows them. */
  hasSaml: boolean;
  joinedAt: Date;
  lastActiveAt: Date | null;
  /** When the latest session that opens the organization was opened, and how. */
  lastSignInAt: Date | null;
  lastSignInMethod: string | null;
  /** When they were last reminded of what they owe. */
  remindedAt: Date | null;
  nameKey: string;
};

type Order = {
  /** The table that has the index for it; its rows are `o`. */
  of: Prisma.Sql;
  leading?: Prisma.Sql;
  column: Prisma.Sql;
  type: 'text' | 'timestamptz' | 'integer';
};

const entries = Prisma.sql`directory_entries`;
const memberships = Prisma.sql`memberships`;
const nameKey = { of: entries, column: Prisma.sql`o.name_key`, type: 'text' } as const;
/** In the order of their latest sign-ins too, for those who may know of them. */
export type DirectorySort = MemberSort | 'last-sign-in';
const orders: Record<DirectorySort, Order> = {
  name: nameKey,
  role: { ...nameKey, leading: Prisma.sql`o.role` },
  keys: { of: entries, column: Prisma.sql`o.key_count`, type: 'integer' },
  joined: { of: memberships, column: Prisma.sql`o.created_at`, type: 'timestamptz' },
  'last-active': { of: memberships, column: lastActiveOf('o'), type: 'timestamptz' },
  'last-sign-in': { of: entries, column: lastSignIn, type: 'timestamptz' },
};

/** The value of a row that `orders` compares, for cursors. */
export function sortValueOf(row: DirectoryRow, sort: DirectorySort): string {
  switch (sort) {
    case 'joined':
      return row.joinedAt.toISOString();
    case 'last-active':
      return (row.lastActiveAt ?? new Date(0)).toISOString();
    case 'last-sign-in':
      return (row.lastSignInAt ?? new Date(0)).toISOString();
    case 'name':
      return row.nameKey;
    case 'role':
      return `${row.role} ${row.nameKey}`;
    case 'keys':
      return String(row.keyCount);
  }
}

/** The words of a text as those of members are kept: without capitals, accents and the signs between. */
export async function wordsOf(tx: OrgTx, text: string): Promise<string[]> {
  const [row] = await tx.$queryRaw<[{ words: string[] }]>`SELECT gatehouse_words(${text}) AS words`;
  return row.words;
}

/** A filter that leaves no more than these is a list that is fetched and sorted. */
const fewAtMost = 1_000;
/** With more it is a question, asked of so many members along the order of the page, who fill it unless they are alike. */
const walkedAtMost = 3_000;

/** Of each filter, how many it leaves, as far as it matters whether they are few. */
async function countFew(tx: OrgTx, filters: readonly Filter[]): Promise<number[]> {
  const counts = filters.map(
    ({ everybody }) =>
      Prisma.sql`(SELECT count(*)::int FROM (${everybody} LIMIT ${fewAtMost + 1}) found)`,
  );
  const [row] = await tx.$queryRaw<[{ counts: number[] }]>`
    SELECT ARRAY[${Prisma.join(counts)}] AS counts`;
  return row.counts;
}

export type DirectoryQuery = {
  organizationId: string;
  filters: DirectoryFilters;
  sort: DirectorySort;
  direction: 'asc' | 'desc';
  cursor: Cursor | null;
  limit: number;
};

/**
 * Members from the cursor on, one more than `limit` where there are more. What it costs is bounded by the constants
 * above, in whatever organization; only where many match and stand far along the order, all who match are sorted.
 */
export async function selectDirectory(tx: OrgTx, query: DirectoryQuery): Promise<DirectoryRow[]> {
  const org = Prisma.sql`${query.organizationId}::uuid`;
  const filters = filtersOf(org, query.filters);
  const read = (way: Way) => tx.$queryRaw<DirectoryRow[]>(directoryStatement(query, filters, way));
  const [first] = filters;
  if (first === undefined) return read({ walk: query.limit + 1 });
  const counts = await countFew(tx, filters);
  const least = Math.min(...counts);
  if (least <= fewAtMost) return read({ list: filters[counts.indexOf(least)] ?? first });
  const rows = await read({ walk: walkedAtMost });
  return rows.length > query.limit ? rows : read({ list: first });
}

/** Along the order, so many members at most; or all whom one filter leaves, sorted. */
export type Way = { walk: number } | { list: Filter };

/**
 * The page is cut first, from what sorts and filters it alone; all that it shows is looked up for its rows, in the same
 * statement.
 */
export function directoryStatement(
  query: DirectoryQuery,
  filters: readonly Filter[],
  way: Way,
): Prisma.Sql {
  const org = Prisma.sql`${query.organizationId}::uuid`;
  return Prisma.sql`
    WITH page AS (
      SELECT cut.user_id, row_number() OVER () AS place FROM (${cutOf(org, query, filters, way)}) cut)
    SELECT e.user_id AS "userId", u.name, u.email, e.role, e.name_key AS "nameKey", e.key_count AS "keyCount",
           e.has_mfa AS "hasMfa", e.has_password AS "hasPassword", e.has_google AS "hasGoogle", e.has_github AS "hasGithub", ${usesSaml} AS "hasSaml",
           m.created_at AS "joinedAt", m.last_active_at AS "lastActiveAt", m.reminded_at AS "remindedAt",
           e.last_sign_in_at AS "lastSignInAt", e.last_sign_in_method AS "lastSignInMethod",
           (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY lower(t.name)), '[]')
              FROM team_memberships tm JOIN teams t ON t.organization_id = ${org} AND t.id = tm.team_id
             WHERE tm.organization_id = ${org} AND tm.user_id = e.user_id AND t.archived_at IS NULL) AS teams
      FROM page p
      JOIN directory_entries e ON e.organization_id = ${org} AND e.user_id = p.user_id
      JOIN memberships m ON m.organization_id = ${org} AND m.user_id = p.user_id
      JOIN users u ON u.id = p.user_id
     ORDER BY p.place`;
}

/**
 * The ids of the page, in order. OFFSET 0 keeps Postgres from taking it apart: the walk stays one along an index, and a
 * list is looked up by its ids, an array that an index is asked for at once.
 */
function cutOf(
  org: Prisma.Sql,
  { sort, direction, cursor, limit }: DirectoryQuery,
  filters: readonly Filter[],
  way: Way,
): Prisma.Sql {
  const { of, leading, column, type } = orders[sort];
  const id = Prisma.sql`o.user_id`;
  const place = keyset({ leading, column, type, id, direction }, cursor);
  const from = Prisma.join([Prisma.sql`o.organization_id = ${org}`, ...place.conditions], ' AND ');
  const rows = Prisma.sql`SELECT o.*, ${column} AS sorted FROM ${of} o WHERE ${from}`;
  const source =
    'walk' in way
      ? Prisma.sql`${rows} ORDER BY ${place.orderBy} LIMIT ${way.walk}`
      : Prisma.sql`${rows} AND o.user_id = ANY (ARRAY(${way.list.everybody})) OFFSET 0`;
  const asked = filters.filter((filter) => !('list' in way) || filter !== way.list);
  const conditions = [Prisma.sql`true`, ...asked.map(({ condition }) => condition(id))];
  const { orderBy } = keyset(
    { leading, column: Prisma.sql`o.sorted`, type, id, direction },
    cursor,
  );
  return Prisma.sql`
    SELECT o.user_id FROM (${source}) o ${asked.some(({ ofEntry }) => ofEntry) ? entryOf(org, id) : Prisma.empty}
     WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${orderBy} LIMIT ${limit + 1}`;
}

const entryOf = (org: Prisma.Sql, id: Prisma.Sql) => Prisma.sql`
  CROSS JOIN LATERAL (SELECT * FROM directory_entries one
    WHERE one.organization_id = ${org} AND one.user_id = ${id} OFFSET 0) e`;
