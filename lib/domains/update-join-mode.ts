import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { updateJoin } from './repository';
import { requireDomain } from './require-domain';
import type { UpdateJoinModeInput } from './schema';

/**
 * Says whether people with an address on the domain may join by themselves, and as what, or are made members by their first
 * single sign-on.
 * @throws AppError `not-found`, `conflict` where the domain is not verified, `reauthentication-required`.
 */
export async function updateJoinMode(
  deps: Deps,
  grant: Grant<'domain.update'>,
  { domainId, joinMode, joinRole }: UpdateJoinModeInput,
): Promise<void> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'domain.change');
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const found = await requireDomain(tx, organizationId, domainId);
    if (found.verifiedAt === null) {
      throw new AppError('conflict', `${found.domain} is not verified. Publish its record first.`);
    }
    if (found.joinMode === joinMode && found.joinRole === joinRole) return;
    await updateJoin(tx, organizationId, domainId, { joinMode, joinRole });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'domain.join-mode-changed',
      target: { kind: 'domain', id: domainId, label: found.domain },
      before: { joinMode: found.joinMode, joinRole: found.joinRole },
      after: { joinMode, joinRole },
    });
  });
}
