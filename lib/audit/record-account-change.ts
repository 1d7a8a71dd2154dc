import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { memberActionOf, type AccountChange } from './actions';
import { factsOf, jsonOf, recordAuditEvent, type AuditEntry } from './record-audit-event';

type AccountChangeEntry = Pick<AuditEntry, 'actor' | 'request' | 'before' | 'after'> & {
  action: AccountChange;
  userId: string;
  label: string;
  /** What organizations are told of it beyond that it happened; nothing that is the person's own business. */
  shared?: Pick<AuditEntry, 'before' | 'after'>;
};

/**
 * Writes a change of how a person signs in into their own activity, and that it happened into the log of every
 * organization of which they are a member: whoever answers for an organization has to know what its doors are.
 */
export async function recordAccountChange(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: SystemSql,
  { action, userId, label, shared = {}, ...entry }: AccountChangeEntry,
): Promise<void> {
  const target = { kind: 'user', id: userId, label } as const;
  await recordAuditEvent(deps, sql, { ...entry, organizationId: null, action, target });
  const facts = factsOf({ ...entry, target });
  await sql.$executeRaw`
    INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind,
                              target_id, target_label, before, after, ip, user_agent, request_id, session_method)
    SELECT gen_random_uuid(), m.organization_id, ${deps.clock.now()}, ${facts.actorKind}, ${facts.actorId},
           ${facts.actorLabel}, ${memberActionOf[action]}, 'member', ${facts.targetId}, ${facts.targetLabel},
           ${jsonOf(shared.before)}::jsonb, ${jsonOf(shared.after)}::jsonb, ${facts.ip}, ${facts.userAgent},
           ${facts.requestId}, ${facts.sessionMethod}
      FROM memberships m WHERE m.user_id = ${userId}::uuid`;
}
