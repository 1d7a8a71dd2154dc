import type { ReactNode } from 'react';
import { roleNames } from '@/lib/authz/permissions';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import type { Sort } from '../ui/list-url';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import type { MemberView } from './views';

/** People by name and address. `keysHref` leads to the keys of one; without it the number of keys has no column. */
export function MemberTable({
  members,
  keysHref,
  ...table
}: {
  members: readonly MemberView[];
  keysHref?: (userId: string) => string;
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
      columns={columns(keysHref)}
      rows={members}
      rowKey={({ userId }) => userId}
    />
  );
}

const columns = (keysHref: ((userId: string) => string) | undefined): Column<MemberView>[] => [
  {
    key: 'name',
    header: 'Name',
    sortKey: 'name',
    primary: true,
    cell: (member) => <Person member={member} />,
  },
  {
    key: 'role',
    header: 'Role',
    cell: ({ role }) => (
      <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{roleNames[role]}</Badge>
    ),
  },
  {
    key: 'teams',
    header: 'Teams',
    hideBelow: 'md',
    cell: ({ teams }) =>
      teams.length === 0 ? (
        <span className="text-muted">None</span>
      ) : (
        <span className="block max-w-60">{teams.map(({ name }) => name).join(', ')}</span>
      ),
  },
  ...(keysHref === undefined ? [] : [keysColumn(keysHref)]),
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
  align: 'right',
  cell: ({ userId, name, keyCount }) =>
    keyCount === null || keyCount === 0 ? (
      <span className="text-muted">0</span>
    ) : (
      <TextLink
        href={keysHref(userId)}
        className="hit-area"
        aria-label={`${keyCount} keys of ${name}`}
      >
        {keyCount}
      </TextLink>
    ),
});

function Person({ member: { name, email, isReader } }: { member: MemberView }) {
  return (
    <div className="flex items-center gap-3 py-1">
      <Avatar name={name} />
      <div className="min-w-32">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium wrap-anywhere">{name}</span>
          {isReader && <Badge>You</Badge>}
        </p>
        <p className="text-xs wrap-anywhere text-muted">
          {email.slice(0, email.indexOf('@') + 1)}
          <wbr />
          {email.slice(email.indexOf('@') + 1)}
        </p>
      </div>
    </div>
  );
}
