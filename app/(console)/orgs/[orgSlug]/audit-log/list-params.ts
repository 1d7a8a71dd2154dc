import type { SearchParams } from '@/components/ui/list-url';
import { edgeOfDay } from '@/lib/audit/day-range';
import { listAuditEventsSchema, type ListAuditEventsInput } from '@/lib/audit/schema';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 50;

/** The part of the log that an address asks for. Its days are those of the reader's time zone. */
export function eventListOf(
  params: SearchParams,
  timeZone: string,
): {
  input: ListAuditEventsInput;
  filtered: boolean;
  /** What an export of this part is asked with. */
  exportFilter: Record<string, string>;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const filters = {
    search: param(params, 'q'),
    actorId: param(params, 'actor'),
    action: param(params, 'action'),
    targetKind: param(params, 'kind'),
    targetId: param(params, 'target'),
    from: edgeOfDay(param(params, 'from'), 'start', timeZone)?.toISOString(),
    to: edgeOfDay(param(params, 'to'), 'end', timeZone)?.toISOString(),
  };
  const input = listInput(listAuditEventsSchema, {
    ...filters,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  const asked = Object.entries(filters).flatMap(([name, value]) =>
    value !== undefined && value.trim() !== '' && input[name as keyof typeof filters] !== undefined
      ? [[name, value] as [string, string]]
      : [],
  );
  return {
    input,
    filtered: asked.length > 0,
    exportFilter: Object.fromEntries(asked),
    ignored: ignoredParams(params, {
      q: input.search,
      actor: input.actorId,
      action: input.action,
      kind: input.targetKind,
      target: input.targetId,
      from: input.from,
      to: input.to,
    }),
  };
}
