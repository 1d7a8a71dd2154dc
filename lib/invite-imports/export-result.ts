import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { roleNames } from '@/lib/authz/permissions';
import { csvOf } from '@/lib/platform/csv';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Cursor } from '@/lib/kernel/page';
import { importLabel } from './import-events';
import { explainState, isFault, rowStateNames, rowStates } from './model';
import { guarded } from './read-columns';
import { selectRows, type ImportListRow } from './row-repository';
import { requireImport } from './require-import';
import type { ExportRowsInput } from './schema';

const rowsPerQuery = 1_000;

/**
 * What became of each line, as CSV that spreadsheets open without running anything in it, and that can be corrected and
 * uploaded again: it reads back as what was uploaded, and whoever was invited is not invited twice. That it left is an event
 * of the log, written before the first line goes.
 * @throws AppError `not-found`
 */
export async function exportImportResult(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: Grant<'invitation.read'>,
  { importId, only }: ExportRowsInput,
): Promise<AsyncGenerator<string>> {
  const { organizationId, actor, request } = grant;
  await withOrg(deps.db, organizationId, async (tx) => {
    const row = await requireImport(tx, organizationId, importId, deps.clock.now());
    await recordAuditEvent(deps, tx, {
      ...{ organizationId, actor, request },
      action: 'invitation-import.exported',
      target: { kind: 'invitation-import', id: importId, label: importLabel(row) },
      after: { lines: only ?? 'all' },
    });
  });
  const states = only === 'faults' ? rowStates.filter(isFault) : undefined;
  const read = (cursor: Cursor | null) =>
    withOrg(deps.db, organizationId, (tx) =>
      selectRows(tx, {
        organizationId,
        importId,
        states,
        search: undefined,
        cursor,
        limit: rowsPerQuery,
      }),
    );
  return pieces(read);
}

async function* pieces(
  read: (cursor: Cursor | null) => Promise<ImportListRow[]>,
): AsyncGenerator<string> {
  yield csvOf([['line', 'email', 'name', 'role', 'teams', 'result', 'reason']]);
  let cursor: Cursor | null = null;
  do {
    const found = await read(cursor);
    const rows = found.slice(0, rowsPerQuery);
    if (rows.length > 0) yield csvOf(rows.map(cells));
    const last = rows.at(-1);
    const hasMore = found.length > rowsPerQuery && last !== undefined;
    cursor = hasMore ? { toward: 'next', value: String(last.place), id: last.id } : null;
  } while (cursor !== null);
}

/** What was understood of a line where it was, else as it stood in the file, to be corrected there. */
function cells(row: ImportListRow): string[] {
  const role =
    row.state === 'unknown-role' || row.role === null ? row.givenRole : roleNames[row.role];
  const areTeamsKnown = row.state !== 'unknown-team' && row.state !== 'archived-team';
  const teams = areTeamsKnown && row.teams.length > 0 ? row.teams.join('; ') : row.givenTeams;
  const name = row.name ?? row.givenName;
  return [
    String(row.line),
    ...[row.email ?? row.givenEmail, name, role, teams].map(guarded),
    rowStateNames[row.state],
    explainState(row.state, row.detail),
  ];
}
