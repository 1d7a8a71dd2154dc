import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { stateOf } from './model';
import { deleteDomain } from './repository';
import { requireDomain } from './require-domain';
import type { DomainInput } from './schema';

/**
 * Takes a domain out of the organization: what it was verified for ends at once, and another organization can prove it.
 * Whoever joined by it stays. Added again it gets another record, so that an old one in the DNS proves nothing.
 * @throws AppError `not-found`, `reauthentication-required`.
 */
export async function removeDomain(
  deps: Deps,
  grant: Grant<'domain.update'>,
  { domainId }: DomainInput,
): Promise<{ domain: string }> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'domain.change');
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const found = await requireDomain(tx, organizationId, domainId);
    await deleteDomain(tx, organizationId, domainId);
    const { actor, request } = grant;
    const target = { kind: 'domain', id: domainId, label: found.domain } as const;
    if (found.requiresSso) {
      const action = 'domain.sso-no-longer-required';
      const after = { because: 'the domain was removed' };
      await recordAuditEvent(deps, tx, { organizationId, actor, request, action, target, after });
    }
    await recordAuditEvent(deps, tx, {
      ...{ organizationId, actor, request, target },
      action: 'domain.removed',
      before: { state: stateOf(found), joinMode: found.joinMode, joinRole: found.joinRole },
    });
    return { domain: found.domain };
  });
}
