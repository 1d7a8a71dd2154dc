import type { AuditAction } from '@/lib/audit/actions';
import { recordAuditEvent, type AuditState } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/** The audit event of an act on a connection. */
export async function recordConnectionEvent(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'sso.update'>,
  action: Extract<AuditAction, `sso-connection.${string}`>,
  connection: { id: string; name: string },
  states: { before?: AuditState; after?: AuditState } = {},
): Promise<void> {
  await recordAuditEvent(deps, tx, {
    organizationId: grant.organizationId,
    actor: grant.actor,
    request: grant.request,
    action,
    target: { kind: 'sso-connection', id: connection.id, label: connection.name },
    ...states,
  });
}
