import type { ReactNode } from 'react';
import { memberStatusNames } from '@/lib/orgs/model';
import { Badge, Status } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import type { Sort } from '../ui/list-url';
import { Time } from '../ui/time';
import { MethodIcons, MfaBadge, TeamChips } from './member-cells';
import { KeyCount, Person, RoleBadge } from './person-cells';
import type { MemberView } from './views';

/**
 * People by name and address. `keysHref` leads to the keys of one; without it the number of keys has no column.
 * `withSignIn` adds how each signs in.
 */
export function MemberTable({
  members,
  keysHref,
  withSignIn = false,
  ...table
}: {
  members: readonly MemberView[];
  keysHref?: (userId: string) => string;
  withSignIn?: boolean;
  sort?: Sort;
  sortHref?: (sort: Sort) => string;
  rowMenu?: (member: MemberView) => ReactNode;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Members"
      columns={[
        ...who,
        ...(withSignIn ? signIn : []),
        ...(keysHref === undefined ? [] : [keysColumn(keysHref)]),
        ...when,
      ]}
      rows={members}
      rowKey={({ userId }) => userId}
    />
  );
}

const who: Column<MemberView>[] = [
  {
    key: 'name',
    header: 'Name',
    sortKey: 'name',
    primary: true,
    cell: (member) => (
      <Person
        name={member.name}
        email={member.email}
        aside={member.isReader && <Badge>You</Badge>}
      />
    ),
  },
  {
    key: 'role',
    header: 'Role',
    sortKey: 'role',
    cell: ({ role }) => <RoleBadge role={role} />,
  },
  {
    key: 'teams',
    header: 'Teams',
    hideBelow: 'lg',
    cell: ({ teams }) => <TeamChips teams={teams} />,
  },
  {
    key: 'status',
    header: 'Status',
    hideBelow: 'lg',
    cell: ({ status }) => <Status tone="success">{memberStatusNames[status]}</Status>,
  },
];

const signIn: Column<MemberView>[] = [
  {
    key: 'mfa',
    header: 'Two-factor',
    cell: ({ signIn }) => signIn && <MfaBadge on={signIn.mfa} />,
  },
  {
    key: 'methods',
    header: 'Sign-in',
    hideBelow: 'md',
    cell: ({ signIn }) => signIn && <MethodIcons methods={signIn.methods} />,
  },
];

const when: Column<MemberView>[] = [
  {
    key: 'joined',
    header: 'Joined',
    sortKey: 'joined',
    hideBelow: 'lg',
    cell: ({ joinedAt }) => <Time value={joinedAt} />,
  },
  {
    key: 'last-active',
    header: 'Last active',
    sortKey: 'last-active',
    cell: ({ lastActiveAt }) =>
      lastActiveAt === null ? (
        <span className="text-muted">Never</span>
      ) : (
        <Time value={lastActiveAt} />
      ),
  },
];

const keysColumn = (keysHref: (userId: string) => string): Column<MemberView> => ({
  key: 'keys',
  header: 'Keys',
  sortKey: 'keys',
  align: 'right',
  cell: ({ userId, name, keyCount }) => (
    <KeyCount
      count={keyCount}
      href={keysHref(userId)}
      label={`${keyCount} ${keyCount === 1 ? 'key' : 'keys'} of ${name}`}
    />
  ),
});
