import { listDomains } from '@/lib/domains/list-domains';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

/** The names of the verified domains, for whose addresses single sign-on is. */
export async function loadVerifiedDomains(orgSlug: string): Promise<string[]> {
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) return [];
  const domains = await listDomains(webDeps(), access.grant);
  return domains.filter(({ verifiedAt }) => verifiedAt !== null).map(({ domain }) => domain);
}
