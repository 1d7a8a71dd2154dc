import { RowTable } from '@/components/invite-imports/row-table';
import type { ImportView } from '@/components/invite-imports/views';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { listHref, type SearchParams } from '@/components/ui/list-url';
import { Pager } from '@/components/ui/pager';
import { TableToolbar } from '@/components/ui/table-toolbar';
import type { Grant } from '@/lib/authz/authorize';
import { listImportRows } from '@/lib/invite-imports/get-import';
import { rowStateNames, rowStates } from '@/lib/invite-imports/model';
import type { ListRowsInput } from '@/lib/invite-imports/schema';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';

/** The lines of a list, with search and a filter by what becomes of them. */
export async function ImportRows({
  grant,
  path,
  query,
  input,
  view: { counts },
}: {
  grant: Grant<'invitation.read'>;
  path: string;
  query: SearchParams;
  input: ListRowsInput;
  view: ImportView;
}) {
  const page = await listOrRestart(
    listImportRows(webDeps(), grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const there = rowStates.filter((state) => counts[state] !== undefined || state === input.state);
  return (
    <div>
      <TableToolbar
        searchLabel="Search lines"
        filters={[
          {
            name: 'state',
            label: 'Result',
            options: there.map((value) => ({
              value,
              label: `${rowStateNames[value]} (${(counts[value] ?? 0).toLocaleString('en')})`,
            })),
          },
        ]}
      />
      <RowTable
        rows={page.items}
        empty={
          <EmptyState
            variant="nothing-matches"
            title="No line matches"
            action={<ButtonLink href={path}>Clear filters</ButtonLink>}
          >
            Search looks at addresses and names.
          </EmptyState>
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </div>
  );
}
