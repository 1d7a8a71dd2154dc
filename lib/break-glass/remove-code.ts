import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { labelOf } from '@/lib/orgs/departing';
import { requireEmergencyAccess } from '@/lib/orgs/emergency-access';
import { selectMember } from '@/lib/orgs/member-repository';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { deleteCode } from './repository';
import type { AdminInput } from './schema';

/**
 * Takes an Admin's break-glass code away, one's own or another's: a sheet that was lost opens nothing any more.
 * @throws AppError `not-found` where there is none; `conflict` for the last that works while a domain requires single
 *   sign-on; `reauthentication-required`.
 */
export async function removeCode(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { userId }: AdminInput,
): Promise<void> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'sso.change');
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const member = await selectMember(tx, organizationId, userId);
    if (member === null) throw notFound('member');
    await requireEmergencyAccess(tx, organizationId, userId);
    if (!(await deleteCode(tx, organizationId, userId))) throw notFound('code');
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'break-glass.removed',
      target: { kind: 'member', id: userId, label: labelOf(member) },
    });
  });
}
