import { changeInWords } from '@/components/audit/field-rows';
import type { AuditEventDetail, AuditEventView } from '@/components/audit/views';
import type { AuditEventRow } from '@/lib/audit/model';
import { deviceInWords } from '@/lib/sessions/device';

/** An event as it crosses to the browser, without what only its own page shows. */
export function eventView(event: AuditEventRow): AuditEventView {
  const {
    before,
    after,
    userAgent: _agent,
    requestId: _id,
    sessionMethod: _method,
    ...shown
  } = event;
  return {
    ...shown,
    occurredAt: event.occurredAt.toISOString(),
    change: changeInWords(before, after),
  };
}

/** The whole of it, for its own page. */
export function eventDetail({ userAgent, ...event }: AuditEventRow): AuditEventDetail {
  return {
    ...event,
    occurredAt: event.occurredAt.toISOString(),
    change: changeInWords(event.before, event.after),
    device: userAgent === null ? null : deviceInWords(userAgent),
  };
}
