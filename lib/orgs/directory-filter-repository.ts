import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { SignInMethod } from '@/lib/sessions/model';

/** What narrows the directory. Instants and words, where the reader gave days and a text. */
export type DirectoryFilters = {
  /** Beginnings of words, as `gatehouse_words` makes them: each must begin a word of the name or the address. */
  words: readonly string[];
  role: Role | undefined;
  teamId: string | undefined;
  mfa: 'on' | 'off' | undefined;
  method: SignInMethod | undefined;
  active: { since: Date } | 'never' | undefined;
  /** Who has not got what is asked of them. */
  lacks?: Lack | undefined;
};

/** What is asked of members, of which somebody is found who lacks one. */
export type Lack = {
  /** Who lacks which of them is found. */
  of: readonly ('second-factor' | 'method' | 'single-sign-on')[];
  /** A second factor, of whoever comes by another way than single sign-on. */
  secondFactor: boolean;
  /** One of these ways in; null where any will do. */
  methods: readonly SignInMethod[] | null;
  /** Of whoever has an address on one of these domains: single sign-on, and nothing else. */
  singleSignOn: readonly string[];
};

/** One filter, twice: as a question to one member, and as a list of everybody it leaves, by an index. */
export type Filter = {
  /** Of the member with this id; with `ofEntry`, of their entry `e`. */
  condition: (id: Prisma.Sql) => Prisma.Sql;
  ofEntry?: boolean;
  everybody: Prisma.Sql;
};

/** As the index on memberships has it; who was never active comes as if long ago. */
export function lastActiveOf(table: 'm' | 'o'): Prisma.Sql {
  return longAgoUnless(Prisma.raw(`${table}.last_active_at`));
}

/** The same with the index on entries, of the latest sign-in. */
export const lastSignIn = longAgoUnless(Prisma.sql`o.last_sign_in_at`);

function longAgoUnless(at: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(CASE WHEN ${at} IS NULL THEN '1970-01-01Z'::timestamptz ELSE ${at} END)`;
}

/** Whether the member `e` is known to a connection that people sign in by. Looked up only for who is known to one at all. */
export const usesSaml = Prisma.sql`(e.has_saml AND EXISTS (
  SELECT 1 FROM saml_identities si JOIN saml_connections sc ON sc.organization_id = e.organization_id AND sc.id = si.connection_id
   WHERE si.organization_id = e.organization_id AND si.user_id = e.user_id AND sc.active_version IS NOT NULL))`;

const methodColumns: Record<SignInMethod, Prisma.Sql> = {
  password: Prisma.sql`e.has_password`,
  google: Prisma.sql`e.has_google`,
  github: Prisma.sql`e.has_github`,
  saml: usesSaml,
};

/** What is likely to leave fewest comes first. */
export function filtersOf(org: Prisma.Sql, wanted: DirectoryFilters): Filter[] {
  const { words, role, teamId, mfa, method, active, lacks } = wanted;
  const filters = words.map((word) => wordFilter(org, word));
  if (teamId !== undefined) filters.push(teamFilter(org, teamId));
  if (active !== undefined) filters.push(activityFilter(org, active));
  if (role !== undefined) filters.push(entryFilter(org, Prisma.sql`e.role = ${role}`));
  if (method !== undefined) filters.push(entryFilter(org, methodColumns[method]));
  if (mfa !== undefined) {
    filters.push(
      entryFilter(org, mfa === 'on' ? Prisma.sql`e.has_mfa` : Prisma.sql`NOT e.has_mfa`),
    );
  }
  if (lacks !== undefined) filters.push(entryFilter(org, lackingOf(lacks)));
  return filters;
}

/** As `debtsOf` of lib/access/debts.ts says it of one member. */
function lackingOf({ of, secondFactor, methods, singleSignOn }: Lack): Prisma.Sql {
  const lacking: Prisma.Sql[] = [];
  if (of.includes('second-factor') && secondFactor) {
    const bySso = methods?.includes('saml') === false ? Prisma.sql`false` : usesSaml;
    lacking.push(Prisma.sql`NOT e.has_mfa AND NOT ${bySso}`);
  }
  if (of.includes('method') && methods !== null) {
    lacking.push(Prisma.sql`NOT ${anyOf(methods.map((method) => methodColumns[method]))}`);
  }
  if (singleSignOn.length === 0) return anyOf(lacking);
  const isBound = Prisma.sql`EXISTS (SELECT 1 FROM users u WHERE u.id = e.user_id
    AND split_part(u.email, '@', 2) = ANY (${[...singleSignOn]}::text[]))`;
  const boundLacking = of.includes('single-sign-on')
    ? Prisma.sql`NOT ${usesSaml}`
    : Prisma.sql`false`;
  return Prisma.sql`(CASE WHEN ${isBound} THEN ${boundLacking} ELSE ${anyOf(lacking)} END)`;
}

const anyOf = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;

function entryFilter(org: Prisma.Sql, condition: Prisma.Sql): Filter {
  return {
    condition: () => condition,
    ofEntry: true,
    everybody: Prisma.sql`
      SELECT e.user_id FROM directory_entries e WHERE e.organization_id = ${org} AND ${condition}`,
  };
}

/** OFFSET 0 keeps Postgres from turning the question round: it is asked of each member on the way. */
function teamFilter(org: Prisma.Sql, teamId: string): Filter {
  const inTeam = Prisma.sql`FROM team_memberships t WHERE t.organization_id = ${org} AND t.team_id = ${teamId}::uuid`;
  return {
    condition: (id) => Prisma.sql`EXISTS (SELECT 1 ${inTeam} AND t.user_id = ${id} OFFSET 0)`,
    everybody: Prisma.sql`SELECT t.user_id ${inTeam}`,
  };
}

/** The last character there is: all words with this beginning stand before it. */
const last = '\u{10ffff}';

function wordFilter(org: Prisma.Sql, word: string): Filter {
  const begun = Prisma.sql`FROM directory_words w WHERE w.organization_id = ${org}
      AND w.word >= ${word} AND w.word < ${word + last}`;
  return {
    condition: (id) => Prisma.sql`EXISTS (SELECT 1 ${begun} AND w.user_id = ${id} OFFSET 0)`,
    everybody: Prisma.sql`SELECT w.user_id ${begun}`,
  };
}

function activityFilter(org: Prisma.Sql, active: { since: Date } | 'never'): Filter {
  const seen = Prisma.sql`FROM memberships m WHERE m.organization_id = ${org} AND ${lastActiveOf('m')} ${
    active === 'never'
      ? Prisma.sql`= '1970-01-01Z'::timestamptz`
      : Prisma.sql`>= ${active.since}::timestamptz`
  }`;
  return {
    condition: (id) => Prisma.sql`EXISTS (SELECT 1 ${seen} AND m.user_id = ${id} OFFSET 0)`,
    everybody: Prisma.sql`SELECT m.user_id ${seen}`,
  };
}
