import { selectSsoDomains } from '@/lib/accounts/sso-domain-repository';
import { domainOf } from '@/lib/kernel/email-address';
import { AppError } from '@/lib/kernel/errors';
import { readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/**
 * Which domains of these addresses sign in by the single sign-on of another organization: their people belong to it, and
 * nobody else gets them in by an invitation. By the domains alone, whether or not an address has an account.
 */
export async function findDomainsElsewhere(
  deps: Pick<Deps, 'db'>,
  organizationId: string,
  emails: readonly string[],
): Promise<Set<string>> {
  const domains = [...new Set(emails.map(domainOf))];
  const found = await readAsSystem(deps.db, 'invitation', (sql) => selectSsoDomains(sql, domains));
  const elsewhere = found.filter((each) => each.organizationId !== organizationId);
  return new Set(elsewhere.map(({ domain }) => domain));
}

/** @throws AppError `conflict` (field `email`) */
export async function requireNotElsewhere(
  deps: Pick<Deps, 'db'>,
  organizationId: string,
  email: string,
): Promise<void> {
  const [domain] = await findDomainsElsewhere(deps, organizationId, [email]);
  if (domain === undefined) return;
  const message = `${domain} signs in by the single sign-on of another organization. Its addresses cannot be invited.`;
  throw new AppError('conflict', message, { fieldErrors: { email: [message] } });
}
