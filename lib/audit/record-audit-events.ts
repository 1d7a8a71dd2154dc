import type { AnySql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { factsOf, type AuditEntry } from './record-audit-event';

/** What one act did to many: the target of each, what was so of it before, and what is now. */
export type AuditItem = Pick<AuditEntry, 'target' | 'before' | 'after'>;

/**
 * Writes one event for each of many, in one statement and in the transaction of the act: all that `recordAuditEvent`
 * promises of one holds for every one of them.
 */
export async function recordAuditEvents(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: AnySql,
  entry: Pick<AuditEntry, 'organizationId' | 'actor' | 'request' | 'action'>,
  items: readonly AuditItem[],
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  // Of the actor and the request; the same for all.
  const common = factsOf({ ...entry, target: first.target });
  const rows = items.map(({ target, before, after }) => {
    const { targetKind, targetId, targetLabel } = factsOf({ ...entry, target });
    return { id: deps.ids.next(), targetKind, targetId, targetLabel, before, after };
  });
  await sql.$executeRaw`
    INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind,
                              target_id, target_label, before, after, ip, user_agent, request_id, session_method)
    SELECT r.id, ${entry.organizationId}::uuid, ${deps.clock.now()}, ${common.actorKind}, ${common.actorId},
           ${common.actorLabel}, ${entry.action}, r."targetKind", r."targetId", r."targetLabel", r.before, r.after,
           ${common.ip}, ${common.userAgent}, ${common.requestId}, ${common.sessionMethod}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
           id uuid, "targetKind" text, "targetId" text, "targetLabel" text, before jsonb, after jsonb)`;
}
