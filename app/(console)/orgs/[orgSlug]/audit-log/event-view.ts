import type { AuditEventView } from '@/components/audit/views';
import type { AuditEventRow } from '@/lib/audit/model';

/** An event as it crosses to the browser, without what only its own page shows. */
export function eventView(event: AuditEventRow): AuditEventView {
  const { before: _before, after: _after, userAgent: _agent, ...shown } = event;
  return { ...shown, occurredAt: event.occurredAt.toISOString() };
}
