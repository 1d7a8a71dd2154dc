import type { ReactNode } from 'react';
import { KeyCount, Person, RoleBadge } from '../orgs/person-cells';
import { DataTable, type Column } from '../ui/data-table';
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
    cell: ({ name, email }) => <Person name={name} email={email} />,
  },
  {
    key: 'role',
    header: 'Role',
    cell: ({ role }) => <RoleBadge role={role} />,
  },
];

const keysColumn = (keysHref: (userId: string) => string): Column<TeamMemberView> => ({
  key: 'keys',
  header: 'Keys here',
  align: 'right',
  cell: ({ userId, name, keyCount }) => (
    <KeyCount
      count={keyCount}
      href={keysHref(userId)}
      label={`${keyCount} keys of ${name} in this team`}
    />
  ),
});

const addedColumn: Column<TeamMemberView> = {
  key: 'added',
  header: 'Added',
  hideBelow: 'md',
  cell: ({ addedAt }) => <Time value={addedAt} />,
};
