import { csvOf } from '@/lib/platform/csv';
import type { ExportFormat } from './export-model';
import type { AuditEventRow } from './model';

const columns = [
  'time',
  'actor kind',
  'actor id',
  'actor',
  'action',
  'target kind',
  'target id',
  'target',
  'before',
  'after',
  'ip',
  'user agent',
  'request id',
  'session method',
  'id',
];

function cellsOf(event: AuditEventRow): (string | null)[] {
  const json = (state: unknown) => (state === null ? null : JSON.stringify(state));
  return [
    event.occurredAt.toISOString(),
    event.actorKind,
    event.actorId,
    event.actorLabel,
    event.action,
    event.targetKind,
    event.targetId,
    event.targetLabel,
    json(event.before),
    json(event.after),
    event.ip,
    event.userAgent,
    event.requestId,
    event.sessionMethod,
    event.id,
  ];
}

/** What stands before the first event. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? csvOf([columns]) : '';
}

/** Events as lines of a file: CSV (RFC 4180, formulas made text) or JSON Lines, an object each, ended by a line feed. */
export function exportLines(format: ExportFormat, events: readonly AuditEventRow[]): string {
  if (format === 'csv') return csvOf(events.map(cellsOf));
  return events.map((event) => `${JSON.stringify(objectOf(event))}\n`).join('');
}

function objectOf(event: AuditEventRow) {
  return {
    id: event.id,
    time: event.occurredAt.toISOString(),
    actor: { kind: event.actorKind, id: event.actorId, label: event.actorLabel },
    action: event.action,
    target: { kind: event.targetKind, id: event.targetId, label: event.targetLabel },
    before: event.before,
    after: event.after,
    ip: event.ip,
    userAgent: event.userAgent,
    requestId: event.requestId,
    sessionMethod: event.sessionMethod,
  };
}
