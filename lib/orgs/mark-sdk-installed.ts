import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectOrganization, updateSdkInstalled } from './repository';

/**
 * "I have installed it": the second step of the checklist. Asked for with the right to create keys, since the steps are
 * the work of those who build; Billing Managers and readers change nothing here. Saying it twice changes nothing.
 */
export async function markSdkInstalled(
  deps: Deps,
  grant: Grant<'api-key.create'>,
): Promise<{ done: true }> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    if (await updateSdkInstalled(tx, organizationId, deps.clock.now())) {
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'organization.sdk-installed',
        target: { kind: 'organization', id: organizationId, label: organization.name },
      });
    }
    return { done: true } as const;
  });
}
