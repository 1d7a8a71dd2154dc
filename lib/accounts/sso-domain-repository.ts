import { domainOf } from '@/lib/kernel/email-address';
import type { SystemSql } from '@/lib/platform/db';

/**
 * Which of these domains sign in by an identity provider alone, and of which organization: of those that it has verified.
 * None of an organization that is being deleted: its single sign-on leads nobody in, and nobody is kept out of their account for it.
 * By the domain and nothing else, so that the answer is the same whether or not an address has an account.
 */
export async function selectSsoDomains(
  sql: SystemSql,
  domains: readonly string[],
): Promise<{ domain: string; organizationId: string }[]> {
  return sql.$queryRaw<{ domain: string; organizationId: string }[]>`
    SELECT d.domain, d.organization_id AS "organizationId"
      FROM organization_domains d JOIN organizations o ON o.id = d.organization_id AND o.status <> 'deleting'
     WHERE d.domain = ANY (${[...domains]}::text[]) AND d.verified_at IS NOT NULL AND d.requires_sso`;
}

/** Whether an address signs in by an identity provider alone. */
export async function isSsoAddress(sql: SystemSql, email: string): Promise<boolean> {
  return (await selectSsoDomains(sql, [domainOf(email)])).length > 0;
}

/**
 * Whether a person is a member of an organization that has their address sign in by its identity provider: they would get
 * round that with another address.
 */
export async function isBoundBySso(sql: SystemSql, userId: string): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT 1 FROM users u
      JOIN organization_domains d ON d.domain = split_part(u.email, '@', 2) AND d.verified_at IS NOT NULL AND d.requires_sso
      JOIN memberships m ON m.organization_id = d.organization_id AND m.user_id = u.id
     WHERE u.id = ${userId}::uuid`;
  return rows.length > 0;
}
