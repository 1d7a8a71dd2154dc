import { notFound } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import type { Domain } from './model';
import { selectDomain } from './repository';

/**
 * A domain of the organization.
 * @throws AppError `not-found`
 */
export async function requireDomain(
  tx: OrgTx,
  organizationId: string,
  domainId: string,
): Promise<Domain> {
  const domain = await selectDomain(tx, organizationId, domainId);
  if (domain === null) throw notFound('domain');
  return domain;
}
