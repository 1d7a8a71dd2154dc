import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeCountCursor, pageOf, type Page } from '@/lib/kernel/page';
import { readAsSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectBatchCounts, type BatchCounts } from '@/lib/notices/batch-repository';
import { selectTeamsByIds } from '@/lib/orgs/team-repository';
import type { StateCounts } from './model';
import { selectImports, type ImportRow } from './repository';
import { countStates, selectRows, type ImportListRow } from './row-repository';
import { requireImport } from './require-import';
import type { ImportInput, ListRowsInput } from './schema';

export type ShownImport = Omit<ImportRow, 'startedBy'> & {
  defaultTeams: string[];
  counts: StateCounts;
  /** Of the invitations that were written. */
  mails: BatchCounts;
};

/**
 * A list and how far it has come.
 * @throws AppError `not-found`
 */
export async function getInvitationImport(
  deps: Pick<Deps, 'db' | 'clock'>,
  { organizationId }: Grant<'invitation.read'>,
  { importId }: ImportInput,
): Promise<ShownImport> {
  const found = await withOrg(deps.db, organizationId, async (tx) => {
    const { startedBy, ...row } = await requireImport(
      tx,
      organizationId,
      importId,
      deps.clock.now(),
    );
    const teams = await selectTeamsByIds(tx, organizationId, row.defaultTeamIds);
    const counts = await countStates(tx, organizationId, importId);
    return { ...row, defaultTeams: teams.map(({ name }) => name), counts };
  });
  // Mails are nobody's but the system's; that the list is this organization's was settled above.
  const mails = await readAsSystem(deps.db, 'send-mail', (sql) => selectBatchCounts(sql, importId));
  return { ...found, mails };
}

const shownImports = 20;

/** The latest lists of the organization, those that were started and previews that wait. */
export async function listInvitationImports(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'invitation.read'>,
): Promise<Omit<ImportRow, 'startedBy'>[]> {
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectImports(tx, organizationId, shownImports),
  );
  return rows.map(({ startedBy, ...row }) => row);
}

const sort = 'place';

/**
 * The lines of a list, those first that need somebody.
 * @throws AppError `not-found`, `invalid-input`.
 */
export async function listImportRows(
  deps: Pick<Deps, 'db' | 'clock'>,
  { organizationId }: Grant<'invitation.read'>,
  input: ListRowsInput,
): Promise<Page<ImportListRow>> {
  const cursor = input.cursor === undefined ? null : decodeCountCursor(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const { importId, search, limit } = input;
  const rows = await withOrg(deps.db, organizationId, async (tx) => {
    await requireImport(tx, organizationId, importId, deps.clock.now());
    const states = input.state && [input.state];
    return selectRows(tx, { organizationId, importId, states, search, cursor, limit });
  });
  return pageOf(rows, { sort, limit, cursor }, (row) => ({ value: String(row.place), id: row.id }));
}
