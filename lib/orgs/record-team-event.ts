import type { AuditAction } from '@/lib/audit/actions';
import { recordAuditEvent, type AuditState } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/** The audit event of an act on a team. */
export async function recordTeamEvent(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  action: Extract<AuditAction, `team.${string}`>,
  team: { id: string; name: string },
  states: { before?: AuditState; after?: AuditState },
): Promise<void> {
  await recordAuditEvent(deps, tx, {
    organizationId: grant.organizationId,
    actor: grant.actor,
    request: grant.request,
    action,
    target: { kind: 'team', id: team.id, label: team.name },
    ...states,
  });
}
