import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AuditAction, AuditTargetKind } from './actions';
import { recordAuditEvent, type AuditState } from './record-audit-event';

type ListExport = {
  action: Extract<AuditAction, `${string}-list.exported`>;
  target: { kind: AuditTargetKind; label: string };
  /** What the list was narrowed to and sorted by. */
  input: Record<string, unknown>;
};

/** Says in the log that a list left the console, with its filters: to be written before the first line of it goes. */
export async function recordListExport(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: Grant<Permission>,
  { action, target, input: { cursor: _cursor, limit: _limit, ...filter } }: ListExport,
): Promise<void> {
  await withOrg(deps.db, grant.organizationId, (tx) =>
    recordAuditEvent(deps, tx, {
      organizationId: grant.organizationId,
      actor: grant.actor,
      request: grant.request,
      action,
      target: { ...target, id: null },
      after: JSON.parse(JSON.stringify(filter)) as AuditState,
    }),
  );
}
