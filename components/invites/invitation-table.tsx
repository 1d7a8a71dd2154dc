import type { ReactNode } from 'react';
import { Email, RoleBadge } from '../orgs/person-cells';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { Time } from '../ui/time';
import type { InvitationView } from './views';

/** Who was asked to join, the newest first. */
export function InvitationTable({
  invitations,
  ...table
}: {
  invitations: readonly InvitationView[];
  /** Left out where nothing can be done. */
  rowMenu?: (invitation: InvitationView) => ReactNode;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Invitations"
      columns={columns}
      rows={invitations}
      rowKey={({ id }) => id}
    />
  );
}

const columns: Column<InvitationView>[] = [
  {
    key: 'email',
    header: 'Email',
    primary: true,
    cell: ({ email, name, invitedByName }) => (
      <div className="py-1">
        <p className="font-medium wrap-anywhere">
          <Email email={email} />
        </p>
        <p className="text-xs wrap-anywhere text-muted">
          {name === null ? '' : `${name}, `}by {invitedByName}
        </p>
      </div>
    ),
  },
  {
    key: 'role',
    header: 'Role',
    cell: ({ role }) => <RoleBadge role={role} />,
  },
  {
    key: 'teams',
    header: 'Teams',
    hideBelow: 'md',
    cell: ({ teams }) => (
      <span className="block max-w-60">{teams.map(({ name }) => name).join(', ')}</span>
    ),
  },
  {
    key: 'sent',
    header: 'Sent',
    hideBelow: 'lg',
    cell: ({ sentAt }) => <Time value={sentAt} />,
  },
  {
    key: 'expires',
    header: 'Expires',
    cell: ({ status, expiresAt }) =>
      status === 'expired' ? (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Badge tone="warning">Expired</Badge>
          <Time value={expiresAt} />
        </span>
      ) : (
        <Time value={expiresAt} />
      ),
  },
];
