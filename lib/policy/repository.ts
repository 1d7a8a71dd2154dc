import { Prisma } from '@/generated/prisma/client';
import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { IpRange, MembersByMethods, OrganizationPolicy } from './model';

export async function selectPolicy(
  tx: OrgTx,
  organizationId: string,
): Promise<OrganizationPolicy | null> {
  const row = await tx.organizationPolicy.findUnique({
    where: { organizationId },
    omit: { organizationId: true, auditRetentionDays: true, updatedAt: true },
  });
  if (row === null) return null;
  const { consoleIpLabels, keyIpLabels, ...policy } = row;
  return {
    ...policy,
    consoleIpRanges: labelled(row.consoleIpRanges, consoleIpLabels),
    keyIpRanges: labelled(row.keyIpRanges, keyIpLabels),
  };
}

const labelled = (ranges: string[], labels: string[]): IpRange[] =>
  ranges.map((range, index) => ({ range, label: labels[index] ?? '' }));

export async function upsertPolicy(
  tx: OrgTx,
  organizationId: string,
  { consoleIpRanges, keyIpRanges, ...policy }: OrganizationPolicy,
  now: Date,
): Promise<void> {
  const data = {
    ...policy,
    consoleIpRanges: consoleIpRanges.map(({ range }) => range),
    consoleIpLabels: consoleIpRanges.map(({ label }) => label),
    keyIpRanges: keyIpRanges.map(({ range }) => range),
    keyIpLabels: keyIpRanges.map(({ label }) => label),
    updatedAt: now,
  };
  await tx.organizationPolicy.upsert({
    where: { organizationId },
    create: { organizationId, ...data },
    update: data,
    select: { organizationId: true },
  });
}

/** For how many days a key may work from its creation; null where nobody limits it. */
export async function selectMaxKeyDays(tx: OrgTx, organizationId: string): Promise<number | null> {
  const row = await tx.organizationPolicy.findUnique({
    where: { organizationId },
    select: { maxKeyDays: true },
  });
  return row?.maxKeyDays ?? null;
}

/** For how many days the audit log is kept; null for good. */
export async function selectAuditRetention(
  tx: OrgTx,
  organizationId: string,
): Promise<number | null> {
  const row = await tx.organizationPolicy.findUnique({
    where: { organizationId },
    select: { auditRetentionDays: true },
  });
  return row?.auditRetentionDays ?? null;
}

export async function upsertAuditRetention(
  tx: OrgTx,
  organizationId: string,
  auditRetentionDays: number | null,
  now: Date,
): Promise<void> {
  const data = { auditRetentionDays, updatedAt: now };
  await tx.organizationPolicy.upsert({
    where: { organizationId },
    create: { organizationId, ...data },
    update: data,
    select: { organizationId: true },
  });
}

/** The providers that are set up, and whose subjects they know: what is linked to another opens nothing here. */
export type Issuers = { google: string | null; github: string | null };

/**
 * By single sign-on come those whom an active connection of the organization knows, or has an address at a domain of its
 * own; where the domain requires it, in no other way.
 */
const methodsOfUser = (organizationId: string, { google, github }: Issuers) => Prisma.sql`
  ARRAY(SELECT method FROM (
          SELECT 'password' AS method WHERE u.password_hash IS NOT NULL
          UNION ALL
          SELECT i.provider FROM identities i
           WHERE i.user_id = u.id
             AND (i.provider, i.issuer) IN (('google', ${google}::text), ('github', ${github}::text))) own
         WHERE NOT EXISTS (SELECT 1 FROM organization_domains d WHERE d.domain = split_part(u.email, '@', 2)
                              AND d.verified_at IS NOT NULL AND d.requires_sso)
        UNION ALL
        SELECT 'saml' WHERE EXISTS (
          SELECT 1 FROM saml_connections c WHERE c.organization_id = ${organizationId}::uuid AND c.active_version IS NOT NULL
             AND (EXISTS (SELECT 1 FROM saml_identities k WHERE k.connection_id = c.id AND k.user_id = u.id)
                  OR EXISTS (SELECT 1 FROM organization_domains d WHERE d.organization_id = c.organization_id
                                AND d.verified_at IS NOT NULL AND d.domain = split_part(u.email, '@', 2))))
        ORDER BY 1)`;

export type OwnEntry = { hasSecondFactor: boolean; methods: string[] };

/** Accounts are of no organization: by what their people sign in is read across the wall, for its members alone. */
export async function selectOwnEntry(
  tx: SystemTx,
  { organizationId, userId }: { organizationId: string; userId: string },
  issuers: Issuers,
): Promise<OwnEntry> {
  const rows = await tx.$queryRaw<OwnEntry[]>`
    SELECT ${methodsOfUser(organizationId, issuers)} AS methods,
           EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id) AS "hasSecondFactor"
      FROM users u WHERE u.id = ${userId}::uuid`;
  return rows[0] ?? { hasSecondFactor: false, methods: [] };
}

export type MembersWithoutMfa = { count: number; members: number; names: string[] };

export async function selectMembersWithoutMfa(
  tx: SystemTx,
  organizationId: string,
  maxNames: number,
): Promise<MembersWithoutMfa> {
  const rows = await tx.$queryRaw<MembersWithoutMfa[]>`
    WITH lacking AS (
      SELECT u.name FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.organization_id = ${organizationId}::uuid
         AND NOT EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = m.user_id))
    SELECT (SELECT count(*)::int FROM lacking) AS count,
           (SELECT count(*)::int FROM memberships WHERE organization_id = ${organizationId}::uuid) AS members,
           ARRAY(SELECT name FROM lacking ORDER BY lower(name) LIMIT ${maxNames}) AS names`;
  return rows[0] ?? { count: 0, members: 0, names: [] };
}

/** The members by the ways into their accounts: at most one group for each set of methods. */
export async function selectMembersByMethods(
  tx: SystemTx,
  organizationId: string,
  issuers: Issuers,
  maxNames: number,
): Promise<MembersByMethods[]> {
  return tx.$queryRaw<MembersByMethods[]>`
    SELECT methods, count(*)::int AS count,
           (array_agg(name ORDER BY lower(name)))[1:${maxNames}::int] AS names
      FROM (SELECT u.name, ${methodsOfUser(organizationId, issuers)} AS methods
              FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.organization_id = ${organizationId}::uuid) AS member
     GROUP BY methods ORDER BY methods`;
}

export type MemberWays = {
  userId: string;
  name: string;
  hasSecondFactor: boolean;
  /** Whether they can come by single sign-on, which asks for no second factor here. */
  mayUseSso: boolean;
  /** Whether the account can be signed in to by one of the methods that were asked for. */
  hasMethod: boolean;
};

/** The members who lack a second factor, or any of these methods (none named: every one will do). */
export async function selectMembersWithout(
  tx: SystemTx,
  organizationId: string,
  issuers: Issuers,
  methods: readonly string[],
): Promise<MemberWays[]> {
  const acceptsSso = methods.length === 0 || methods.includes('saml');
  return tx.$queryRaw<MemberWays[]>`
    SELECT "userId", name, "hasSecondFactor", ${acceptsSso} AND 'saml' = ANY (ways) AS "mayUseSso",
           ${methods.length === 0} OR ways && ${[...methods]}::text[] AS "hasMethod"
      FROM (SELECT u.id AS "userId", u.name, ${methodsOfUser(organizationId, issuers)} AS ways,
                   EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id) AS "hasSecondFactor"
              FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.organization_id = ${organizationId}::uuid) AS member
     WHERE NOT "hasSecondFactor" OR NOT (${methods.length === 0} OR ways && ${[...methods]}::text[])`;
}
