import type { ReactNode } from 'react';
import { roleNames } from '@/lib/authz/permissions';
import { explainState, isFault, rowStateNames } from '@/lib/invite-imports/model';
import { Email } from '../orgs/person-cells';
import { Status } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { number, type ImportRowView } from './views';

/** The lines of a list, those first that need somebody. */
export function RowTable({
  rows,
  ...table
}: {
  rows: readonly ImportRowView[];
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Lines of the list"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
    />
  );
}

const toneOf = (state: ImportRowView['state']) => {
  if (isFault(state)) return 'danger';
  return state === 'ready' || state === 'invited' ? 'success' : 'neutral';
};

const columns: Column<ImportRowView>[] = [
  {
    key: 'email',
    header: 'Email',
    primary: true,
    cell: ({ email, givenEmail, name }) => (
      <div className="py-1">
        <p className="font-medium wrap-anywhere">
          {email === null ? (
            givenEmail || <span className="text-muted">empty</span>
          ) : (
            <Email email={email} />
          )}
        </p>
        {name !== null && <p className="text-xs wrap-anywhere text-muted">{name}</p>}
      </div>
    ),
  },
  { key: 'line', header: 'Line', align: 'right', width: 'w-20', cell: ({ line }) => number(line) },
  {
    key: 'role',
    header: 'Role',
    cell: ({ role, givenRole }) =>
      role === null ? (
        <span className="wrap-anywhere">{givenRole}</span>
      ) : (
        <span className="whitespace-nowrap">{roleNames[role]}</span>
      ),
  },
  {
    key: 'teams',
    header: 'Teams',
    hideBelow: 'md',
    cell: ({ teams, givenTeams }) => (
      <span className="block max-w-60 wrap-anywhere">
        {teams.length > 0 ? teams.join(', ') : givenTeams}
      </span>
    ),
  },
  {
    key: 'result',
    header: 'Result',
    cell: ({ state, detail }) => {
      const why = explainState(state, detail);
      return (
        <div className="py-1">
          <Status tone={toneOf(state)}>{rowStateNames[state]}</Status>
          {why !== '' && <p className="text-xs wrap-anywhere text-muted">{why}</p>}
        </div>
      );
    },
  },
];
