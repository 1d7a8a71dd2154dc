import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import type { Deps } from '@/lib/platform/deps';
import { checkRecord } from './check-record';
import { checksPerOrganization } from './limits';
import type { Domain } from './model';
import type { DomainInput } from './schema';

/**
 * Looks for the record of a domain now, because somebody asks.
 * @throws AppError `not-found`, `rate-limited`.
 */
export async function checkDomain(
  deps: Deps,
  grant: Grant<'domain.update'>,
  { domainId }: DomainInput,
): Promise<Domain> {
  const { organizationId, actor, request } = grant;
  const may = await deps.limits.consume(checksPerOrganization, organizationId);
  if (!may.allowed) {
    throw new AppError('rate-limited', 'That is a lot of checks. Wait a few minutes.', {
      retryAfterSeconds: may.retryAfterSeconds,
    });
  }
  return checkRecord(
    deps,
    { organizationId, domainId },
    { actor, request, stillMay: (tx) => requireCurrentRole(tx, grant) },
  );
}
