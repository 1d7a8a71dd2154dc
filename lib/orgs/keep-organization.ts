import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isCheckViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { mailAdmins } from './deletion-notice';
import { selectAdmins, selectDeletion, updateKept } from './deletion-repository';
import type { OrganizationStatus } from './model';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';

/**
 * Takes the deletion of an organization back: everything goes on as it was, since nothing was touched. One that the
 * operator had suspended is suspended again. No fresh proof is asked for: whoever keeps what another Admin deletes should
 * lose no time, and harms nobody.
 * @throws AppError `conflict` where its time is over: then the job that erases it has won.
 */
export async function keepOrganization(
  deps: Deps,
  grant: Grant<'organization.keep'>,
): Promise<{ status: OrganizationStatus }> {
  const { organizationId } = grant;
  try {
    return await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      const { name: by } = await requireCurrentRole(tx, grant);
      const current = await selectDeletion(tx, organizationId);
      if (current === null) throw notFound('organization');
      if (current.endsAt === null) return { status: current.status };
      const now = deps.clock.now();
      const status = await updateKept(tx, organizationId, now);
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'organization.kept',
        target: { kind: 'organization', id: organizationId, label: current.name },
        before: { status: 'deleting', endsAt: current.endsAt.toISOString() },
        after: { status },
      });
      await mailAdmins(deps, tx, await selectAdmins(tx, organizationId), {
        change: 'kept',
        organization: current,
        by,
        at: now,
        until: null,
      });
      return { status };
    });
  } catch (error) {
    if (isCheckViolation(error, 'organization_deletion_over')) {
      throw new AppError('conflict', 'Its 30 days are over: it can no longer be kept.', {
        cause: error,
      });
    }
    throw error;
  }
}
