import type { ImportStatus } from '@/lib/invite-imports/model';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import { number, type ImportListView } from './views';

const statusNames: Record<ImportStatus, string> = {
  preview: 'Preview',
  running: 'Under way',
  done: 'Done',
  stopped: 'Stopped',
};

/** The latest lists. Nothing where there is none. */
export function ImportList({
  imports,
  basePath,
}: {
  imports: readonly ImportListView[];
  /** Each has its page below it. */
  basePath: string;
}) {
  if (imports.length === 0) return null;
  return (
    <section aria-labelledby="lists" className="mt-8">
      <h2 id="lists" className="mb-3 text-base">
        Lists so far
      </h2>
      <DataTable
        caption="Lists so far"
        columns={columnsBelow(basePath)}
        rows={imports}
        rowKey={({ id }) => id}
        empty={null}
      />
    </section>
  );
}

const columnsBelow = (basePath: string): Column<ImportListView>[] => [
  {
    key: 'name',
    header: 'List',
    primary: true,
    cell: ({ id, fileName }) => (
      <TextLink href={`${basePath}/${id}`} className="font-medium wrap-anywhere">
        {fileName ?? 'Pasted list'}
      </TextLink>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status }) => (
      <Badge tone={status === 'running' ? 'accent' : 'neutral'}>{statusNames[status]}</Badge>
    ),
  },
  { key: 'lines', header: 'Lines', align: 'right', cell: ({ rowCount }) => number(rowCount) },
  {
    key: 'invited',
    header: 'Invited',
    align: 'right',
    cell: ({ invitedCount }) => number(invitedCount),
  },
  {
    key: 'uploaded',
    header: 'Uploaded',
    hideBelow: 'md',
    cell: ({ createdAt, createdByName }) => (
      <>
        <Time value={createdAt} /> by {createdByName}
      </>
    ),
  },
];
