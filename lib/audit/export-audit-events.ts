import type { Grant } from '@/lib/authz/authorize';
import type { Cursor } from '@/lib/kernel/page';
import { addSeconds } from '@/lib/platform/clock';
import { csvOf } from '@/lib/platform/csv';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { visibilityOf, type AuditEventRow } from './model';
import { recordAuditEvent, type AuditState } from './record-audit-event';
import { selectAuditEvents } from './repository';
import type { ExportAuditEventsInput } from './schema';

const rowsPerPage = 1_000;

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
  ];
}

/** The filters as they would be written in an address. */
function describe(filter: ExportAuditEventsInput): AuditState {
  return JSON.parse(JSON.stringify(filter)) as AuditState;
}

/**
 * The log as CSV, newest first, as far as the reader may see it. The export's own event is written before this returns;
 * the text then comes in pieces, a short transaction each, so that memory stays flat and nothing is held open.
 */
export async function exportAuditEvents(
  deps: Deps,
  grant: Grant<'audit-log.export'>,
  filter: ExportAuditEventsInput,
): Promise<AsyncIterable<string>> {
  const { organizationId, reach, userId } = grant;
  // Up to and with this millisecond, so that what is written meanwhile does not lengthen the file.
  const end = addSeconds(deps.clock.now(), 0.001);
  const to = filter.to !== undefined && filter.to < end ? filter.to : end;
  await withOrg(deps.db, organizationId, (tx) =>
    recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'audit-log.exported',
      target: { kind: 'audit-log', id: null, label: 'Audit log' },
      after: describe(filter),
    }),
  );
  const visibility = visibilityOf(reach, userId);

  async function* pieces(): AsyncGenerator<string> {
    yield csvOf([columns]);
    let cursor: Cursor | null = null;
    do {
      const place: { cursor: Cursor | null; limit: number } = { cursor, limit: rowsPerPage };
      const rows = await withOrg(deps.db, organizationId, (tx) =>
        selectAuditEvents(tx, organizationId, visibility, { ...filter, to }, place),
      );
      const page = rows.slice(0, rowsPerPage);
      const last = page.at(-1);
      if (last === undefined) return;
      yield csvOf(page.map(cellsOf));
      cursor =
        rows.length > rowsPerPage
          ? { toward: 'next', value: last.occurredAt.toISOString(), id: last.id }
          : null;
    } while (cursor !== null);
  }
  return pieces();
}
