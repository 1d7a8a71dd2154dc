import { Prisma } from '@/generated/prisma/client';
import type { AuditAction } from '@/lib/audit/actions';
import { filtersOf, usesSaml, type Lack } from '@/lib/orgs/directory-filter-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { SignInMethod } from '@/lib/sessions/model';
import type { AccessMethodKind } from './model';

/** By name. */
export async function selectDomainsRequiringSso(
  tx: OrgTx,
  organizationId: string,
): Promise<string[]> {
  const rows = await tx.organizationDomain.findMany({
    where: { organizationId, requiresSso: true },
    select: { domain: true },
    orderBy: { domain: 'asc' },
  });
  return rows.map(({ domain }) => domain);
}

/** By name, with whether people sign in by it. */
export async function selectConnectionStates(
  tx: OrgTx,
  organizationId: string,
): Promise<{ name: string; isActive: boolean }[]> {
  const rows = await tx.samlConnection.findMany({
    where: { organizationId },
    select: { name: true, activeVersion: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ name, activeVersion }) => ({ name, isActive: activeVersion !== null }));
}

export type UseCounts = Record<SignInMethod | 'totp' | 'all', number>;

/** How many members have each set up. */
export async function selectUseCounts(tx: OrgTx, organizationId: string): Promise<UseCounts> {
  const rows = await tx.$queryRaw<[UseCounts]>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE e.has_password)::int AS password,
           count(*) FILTER (WHERE e.has_google)::int AS google, count(*) FILTER (WHERE e.has_github)::int AS github,
           count(*) FILTER (WHERE ${usesSaml})::int AS saml, count(*) FILTER (WHERE e.has_mfa)::int AS totp
      FROM directory_entries e WHERE e.organization_id = ${organizationId}::uuid`;
  return rows[0];
}

export type ChangeRow = {
  kind: AccessMethodKind;
  eventId: string;
  at: Date;
  by: string;
  action: AuditAction;
};

/** Of what `state` says of an event, whether a method was accepted. */
const accepted = (state: 'before' | 'after') => {
  const methods = Prisma.raw(`e.${state}->>'allowedMethods'`);
  return Prisma.sql`(${methods} = 'any' OR method = ANY (string_to_array(${methods}, ', ')))`;
};
const differs = (field: 'mfaRequired' | 'mfaGraceDays' | 'keyIpRanges' | 'maxKeyDays') =>
  Prisma.raw(`e.before->'${field}' IS DISTINCT FROM e.after->'${field}'`);

/**
 * The latest change of what was decided about each: of the events of the security policy those that touch it, and for
 * single sign-on the latest of `samlActions` too.
 */
export async function selectLatestChanges(
  tx: OrgTx,
  organizationId: string,
  samlActions: readonly AuditAction[],
): Promise<ChangeRow[]> {
  return tx.$queryRaw<ChangeRow[]>`
    WITH changes AS (
      SELECT touched.kind, e.id, e.occurred_at, e.actor_label, e.action
        FROM audit_events e CROSS JOIN LATERAL (
          SELECT method AS kind FROM unnest(ARRAY['password', 'google', 'github', 'saml']) AS method
           WHERE ${accepted('before')} <> ${accepted('after')}
          UNION ALL SELECT 'totp' WHERE ${differs('mfaRequired')} OR ${differs('mfaGraceDays')}
          UNION ALL SELECT 'api-key' WHERE ${differs('keyIpRanges')} OR ${differs('maxKeyDays')}) AS touched
       WHERE e.organization_id = ${organizationId}::uuid AND e.action = 'policy.updated'
      UNION ALL
      SELECT 'saml', latest.* FROM unnest(${[...samlActions]}::text[]) AS one(action) CROSS JOIN LATERAL (
        SELECT e.id, e.occurred_at, e.actor_label, e.action FROM audit_events e
         WHERE e.organization_id = ${organizationId}::uuid AND e.action = one.action
         ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1) AS latest)
    SELECT DISTINCT ON (kind) kind, id AS "eventId", occurred_at AS at, actor_label AS by, action
      FROM changes ORDER BY kind, occurred_at DESC, id DESC`;
}

/** The ids of all who owe something. */
function owing(organizationId: string, lacks: Lack): Prisma.Sql {
  const none = { role: undefined, teamId: undefined, mfa: undefined, method: undefined };
  const wanted = { ...none, words: [], active: undefined, lacks };
  const [filter] = filtersOf(Prisma.sql`${organizationId}::uuid`, wanted);
  return filter?.everybody ?? Prisma.sql`SELECT NULL::uuid WHERE false`;
}

/** How many owe something, and how many of them were not reminded since then. */
export async function countOwing(
  tx: OrgTx,
  organizationId: string,
  lacks: Lack,
  since: Date,
): Promise<{ owing: number; toRemind: number }> {
  const rows = await tx.$queryRaw<[{ owing: number; toRemind: number }]>`
    SELECT count(*)::int AS owing, count(*) FILTER (WHERE m.reminded_at IS NULL OR m.reminded_at <= ${since})::int AS "toRemind"
      FROM memberships m WHERE m.organization_id = ${organizationId}::uuid
       AND m.user_id IN (${owing(organizationId, lacks)})`;
  return rows[0];
}

export type RemindedRow = {
  userId: string;
  name: string;
  email: string;
  timeZone: string;
  joinedAt: Date;
  hasMfa: boolean;
  hasPassword: boolean;
  hasGoogle: boolean;
  hasGithub: boolean;
  hasSaml: boolean;
};

/**
 * Marks as reminded those who owe something and were not reminded since then, so many at most; or one person alone, where
 * both hold of them. Whoever asks at the same moment finds them marked.
 */
export async function markReminded(
  tx: OrgTx,
  organizationId: string,
  lacks: Lack,
  { now, since, limit, userId }: { now: Date; since: Date; limit: number; userId?: string },
): Promise<RemindedRow[]> {
  const one = userId === undefined ? Prisma.empty : Prisma.sql`AND m.user_id = ${userId}::uuid`;
  return tx.$queryRaw<RemindedRow[]>`
    WITH chosen AS (
      SELECT m.user_id FROM memberships m WHERE m.organization_id = ${organizationId}::uuid ${one}
         AND (m.reminded_at IS NULL OR m.reminded_at <= ${since})
         AND m.user_id IN (${owing(organizationId, lacks)})
       LIMIT ${limit} FOR NO KEY UPDATE OF m),
    marked AS (
      UPDATE memberships m SET reminded_at = ${now} FROM chosen c
       WHERE m.organization_id = ${organizationId}::uuid AND m.user_id = c.user_id RETURNING m.user_id, m.created_at)
    SELECT u.id AS "userId", u.name, u.email, u.time_zone AS "timeZone", r.created_at AS "joinedAt", e.has_mfa AS "hasMfa",
           e.has_password AS "hasPassword", e.has_google AS "hasGoogle", e.has_github AS "hasGithub", ${usesSaml} AS "hasSaml"
      FROM marked r JOIN users u ON u.id = r.user_id
      JOIN directory_entries e ON e.organization_id = ${organizationId}::uuid AND e.user_id = r.user_id
     ORDER BY lower(u.name), u.id`;
}

/** When a member was last reminded; null for who is none. */
export async function selectRemindedAt(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<{ name: string; remindedAt: Date | null } | null> {
  const rows = await tx.$queryRaw<{ name: string; remindedAt: Date | null }[]>`
    SELECT u.name, m.reminded_at AS "remindedAt" FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.user_id = ${userId}::uuid`;
  return rows[0] ?? null;
}
