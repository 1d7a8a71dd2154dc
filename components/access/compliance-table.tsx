import type { ReactNode } from 'react';
import { methodNames } from '@/lib/sessions/model';
import { MethodIcons, MfaBadge } from '../orgs/member-cells';
import { Person, RoleBadge } from '../orgs/person-cells';
import { Badge } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import type { Sort } from '../ui/list-url';
import { Time } from '../ui/time';
import { DebtList } from './debt-list';
import { RemindButton } from './remind-button';
import type { ComplianceView, ReminderAction } from './views';

/** How each member signs in, and what they owe. `remind` adds a button for those whom it is time to remind. */
export function ComplianceTable({
  members,
  remind,
  ...table
}: {
  members: readonly ComplianceView[];
  /** Null where nobody can be reminded. */
  remind: ReminderAction<{ name: string }> | null;
  sort: Sort;
  sortHref: (sort: Sort) => string;
  empty: ReactNode;
  footer: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Members"
      columns={[...columns, remindedColumn(remind)]}
      rows={members}
      rowKey={({ userId }) => userId}
    />
  );
}

const columns: Column<ComplianceView>[] = [
  {
    key: 'name',
    header: 'Name',
    sortKey: 'name',
    primary: true,
    cell: ({ name, email, isReader }) => (
      <Person name={name} email={email} aside={isReader && <Badge>You</Badge>} />
    ),
  },
  {
    key: 'role',
    header: 'Role',
    sortKey: 'role',
    hideBelow: 'lg',
    cell: ({ role }) => <RoleBadge role={role} />,
  },
  { key: 'mfa', header: 'Two-factor', cell: ({ mfa }) => <MfaBadge on={mfa} /> },
  {
    key: 'methods',
    header: 'Methods',
    hideBelow: 'md',
    cell: ({ methods }) => <MethodIcons methods={methods} />,
  },
  {
    key: 'last-sign-in',
    header: 'Last sign-in',
    sortKey: 'last-sign-in',
    cell: ({ lastSignIn }) =>
      lastSignIn === null ? (
        <span className="text-muted">Never</span>
      ) : (
        <>
          <Time value={lastSignIn.at} />
          <p className="max-w-44 text-xs text-muted">
            {methodNames[lastSignIn.method] ?? lastSignIn.method}
          </p>
        </>
      ),
  },
  { key: 'owes', header: 'Owes', cell: ({ debts }) => <DebtList debts={debts} /> },
];

const remindedColumn = (
  remind: ReminderAction<{ name: string }> | null,
): Column<ComplianceView> => ({
  key: 'reminded',
  header: 'Reminded',
  cell: ({ userId, name, remindedAt, mayBeReminded }) => (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {remindedAt === null ? (
        <span className="text-muted">Never</span>
      ) : (
        <Time value={remindedAt} />
      )}
      {mayBeReminded && remind !== null && (
        <RemindButton userId={userId} name={name} remind={remind} />
      )}
    </div>
  ),
});
