import type { MemberPrincipal } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { EntryRefusal } from './actions';
import { recordAuditEvent } from './record-audit-event';

/**
 * Writes that a member tried what their role does not allow, or what the organization demands more for. A transaction of
 * its own, since the act had none.
 */
export async function recordDenial(
  deps: Deps,
  principal: MemberPrincipal,
  permission: Permission,
  /** What the organization demands at entry and was not met; left out where it is the role. */
  reason?: EntryRefusal,
): Promise<void> {
  await withOrg(deps.db, principal.organizationId, (tx) =>
    recordAuditEvent(deps, tx, {
      organizationId: principal.organizationId,
      actor: {
        kind: 'user',
        id: principal.userId,
        label: principal.userLabel,
        sessionMethod: principal.sessionMethod,
      },
      request: principal.request,
      action: 'access.denied',
      target: { kind: 'page', id: null, label: permission },
      after: { permission, role: principal.role, ...(reason && { reason }) },
    }),
  );
}
