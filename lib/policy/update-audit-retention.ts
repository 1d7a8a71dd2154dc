import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { selectAuditRetention, upsertAuditRetention } from './repository';
import type { UpdateAuditRetentionInput } from './schema';

/**
 * Changes for how many days the audit log is kept (null: for good). What is older goes the next night; until then a
 * longer time still saves it.
 * @throws AppError `reauthentication-required`.
 */
export async function updateAuditRetention(
  deps: Deps,
  grant: Grant<'policy.update'>,
  { retentionDays }: UpdateAuditRetentionInput,
): Promise<void> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'policy.change');
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    const before = await selectAuditRetention(tx, organizationId);
    if (before === retentionDays) return;
    await upsertAuditRetention(tx, organizationId, retentionDays, deps.clock.now());
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'policy.updated',
      target: { kind: 'organization', id: organizationId, label: organization.name },
      before: { auditRetentionDays: before },
      after: { auditRetentionDays: retentionDays },
    });
  });
}
