import type { AuditEventDetail, AuditEventView } from '@/components/audit/views';
import type { AuditEventRow } from '@/lib/audit/model';
import { deviceInWords } from '@/lib/sessions/device';

/** An event as it crosses to the browser, without what only its own page shows. */
export function eventView(event: AuditEventRow): AuditEventView {
  const { before: _before, after: _after, userAgent: _agent, ...shown } = event;
  return { ...shown, occurredAt: event.occurredAt.toISOString() };
}

/** The whole of it, for its own page. */
export function eventDetail({ userAgent, ...event }: AuditEventRow): AuditEventDetail {
  return {
    ...event,
    occurredAt: event.occurredAt.toISOString(),
    device: userAgent === null ? null : deviceInWords(userAgent),
  };
}
