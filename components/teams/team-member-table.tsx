import type { ReactNode } from 'react';
import { roleNames } from '@/lib/authz/permissions';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import type { TeamMemberView } from './views';

/** Who is in a team. `keysHref` leads to the keys of one in it; without it their number has no column. */
export function TeamMemberTable({
  members,
  keysHref,
  ...table
}: {
  members: readonly TeamMemberView[];
  keysHref?: (userId: string) => string;
  rowMenu?: (member: TeamMemberView) => ReactNode;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Members of the team"
      columns={[...columns, ...(keysHref === undefined ? [] : [keysColumn(keysHref)]), addedColumn]}
      rows={members}
      rowKey={({ userId }) => userId}
    />
  );
}

const columns: Column<TeamMemberView>[] = [
  {
    key: 'name',
    header: 'Name',
    primary: true,
    cell: ({ name, email }) => (
      <div className="flex items-center gap-3 py-1">
        <Avatar name={name} />
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-xs wrap-anywhere text-muted">{email}</p>
        </div>
      </div>
    ),
  },
  {
    key: 'role',
    header: 'Role',
    cell: ({ role }) => (
      <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{roleNames[role]}</Badge>
    ),
  },
];

const keysColumn = (keysHref: (userId: string) => string): Column<TeamMemberView> => ({
  key: 'keys',
  header: 'Keys here',
  align: 'right',
  cell: ({ userId, name, keyCount }) =>
    keyCount === null || keyCount === 0 ? (
      <span className="text-muted">0</span>
    ) : (
      <TextLink
        href={keysHref(userId)}
        className="hit-area"
        aria-label={`${keyCount} keys of ${name} in this team`}
      >
        {keyCount}
      </TextLink>
    ),
});

const addedColumn: Column<TeamMemberView> = {
  key: 'added',
  header: 'Added',
  hideBelow: 'md',
  cell: ({ addedAt }) => <Time value={addedAt} />,
};
