import type { AuditExportView } from '@/components/audit/export-table';
import { targetKindNames } from '@/components/audit/views';
import { formatAbsoluteTime } from '@/components/ui/format-time';
import { auditActions, isAuditAction, isAuditTargetKind } from '@/lib/audit/actions';
import type { AuditExport } from '@/lib/audit/export-model';

/** An export as it crosses to the browser, with its filters in words. */
export function exportView(item: AuditExport, timeZone: string): AuditExportView {
  return {
    id: item.id,
    format: item.format,
    filters: filtersInWords(item.filter, timeZone),
    eventCount: item.eventCount,
    byteCount: item.byteCount,
    createdAt: item.createdAt.toISOString(),
    isDone: item.finishedAt !== null,
    expiresAt: item.expiresAt.toISOString(),
  };
}

const said: Record<string, (value: string, timeZone: string) => string> = {
  search: (value) => `“${value}”`,
  actorId: () => 'one actor',
  action: (value) => (isAuditAction(value) ? auditActions[value] : value),
  targetKind: (value) => (isAuditTargetKind(value) ? targetKindNames[value] : value),
  targetId: () => 'one target',
  from: (value, timeZone) => `from ${formatAbsoluteTime(new Date(value), timeZone)}`,
  to: (value, timeZone) => `until ${formatAbsoluteTime(new Date(value), timeZone)}`,
};

function filtersInWords(filter: Record<string, unknown>, timeZone: string): string | null {
  const parts = Object.entries(said).flatMap(([name, inWords]) => {
    const value = filter[name];
    return typeof value === 'string' ? [inWords(value, timeZone)] : [];
  });
  return parts.length === 0 ? null : parts.join(' · ');
}
