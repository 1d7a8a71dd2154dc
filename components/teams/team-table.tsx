import type { ReactNode } from 'react';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import type { Sort } from '../ui/list-url';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import { TagList } from './tag-list';
import type { TeamView } from './views';

/** Teams, live or archived. Without `showKeys` their keys have no column. */
export function TeamTable({
  teams,
  hrefOf,
  showKeys,
  archived,
  ...table
}: {
  teams: readonly TeamView[];
  hrefOf: (id: string) => string;
  showKeys: boolean;
  /** Whether they are the archived ones. */
  archived: boolean;
  sort?: Sort;
  sortHref?: (sort: Sort) => string;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption={archived ? 'Archived teams' : 'Teams'}
      columns={[
        nameColumn(hrefOf),
        ...commonColumns,
        ...(showKeys ? [keysColumn] : []),
        archived ? archivedColumn : createdColumn,
      ]}
      rows={teams}
      rowKey={({ id }) => id}
    />
  );
}

const nameColumn = (hrefOf: (id: string) => string): Column<TeamView> => ({
  key: 'name',
  header: 'Name',
  sortKey: 'name',
  primary: true,
  cell: ({ id, name, isDefault }) => (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1">
      <TextLink href={hrefOf(id)} className="hit-area font-medium wrap-anywhere">
        {name}
      </TextLink>
      {isDefault && <Badge>Default team</Badge>}
    </span>
  ),
});

const commonColumns: Column<TeamView>[] = [
  {
    key: 'cost-centre',
    header: 'Cost centre',
    sortKey: 'cost-centre',
    cell: ({ costCentre }) =>
      costCentre === null ? (
        <span className="text-muted">None</span>
      ) : (
        <span className="wrap-anywhere">{costCentre}</span>
      ),
  },
  {
    key: 'tags',
    header: 'Tags',
    hideBelow: 'lg',
    cell: ({ tags }) => <TagList tags={tags} shown={3} />,
  },
  {
    key: 'members',
    header: 'Members',
    align: 'right',
    cell: ({ memberCount }) => memberCount,
  },
];

const keysColumn: Column<TeamView> = {
  key: 'keys',
  header: 'Live keys',
  align: 'right',
  cell: ({ keyCount }) => keyCount ?? 0,
};

const createdColumn: Column<TeamView> = {
  key: 'created',
  header: 'Created',
  sortKey: 'created',
  hideBelow: 'md',
  cell: ({ createdAt }) => <Time value={createdAt} />,
};

const archivedColumn: Column<TeamView> = {
  key: 'archived',
  header: 'Archived',
  cell: ({ archivedAt }) => (archivedAt === null ? null : <Time value={archivedAt} />),
};
