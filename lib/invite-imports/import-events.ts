import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { AuditAction } from '@/lib/audit/actions';
import type { Actor } from '@/lib/authz/authorize';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { rowStates, type StateCounts } from './model';
import type { ImportRow } from './repository';

/** What a list is called. */
export const importLabel = ({ fileName }: Pick<ImportRow, 'fileName'>): string =>
  fileName ?? 'Pasted list';

/** Whoever started an import, and their request: its invitations are theirs, whichever process writes them. */
export function starterOf({ startedById, startedBy }: ImportRow): {
  actor: Actor;
  request: RequestContext;
} {
  return {
    actor: {
      kind: 'user',
      id: startedById,
      label: startedBy?.label ?? '',
      sessionMethod: startedBy?.sessionMethod ?? null,
    },
    request: {
      ip: startedBy?.ip ?? null,
      userAgent: startedBy?.userAgent ?? null,
      requestId: startedBy?.requestId ?? 'unknown',
    },
  };
}

/** Tells the log how an import ended, with how many lines came to what. */
export async function recordImportEnd(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: OrgTx,
  organizationId: string,
  ended: {
    row: ImportRow;
    by: { actor: Actor; request: RequestContext };
    action: Extract<AuditAction, 'invitation-import.finished' | 'invitation-import.stopped'>;
    counts: StateCounts;
    reason?: string;
  },
): Promise<void> {
  const { row, by, action, counts, reason } = ended;
  const known = rowStates.flatMap((state): [string, number][] => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [[state, count]];
  });
  await recordAuditEvent(deps, tx, {
    organizationId,
    ...by,
    action,
    target: { kind: 'invitation-import', id: row.id, label: importLabel(row) },
    after: { ...Object.fromEntries(known), ...(reason !== undefined && { reason }) },
  });
}
