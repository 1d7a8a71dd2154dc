import type { ReactNode } from 'react';
import { DataTable, type Column } from '../ui/data-table';
import { IntentLink } from '../ui/intent-link';
import type { Sort } from '../ui/list-url';
import { Time } from '../ui/time';
import { KeyStatus } from './key-state';
import { environmentNames, type KeyView } from './views';

/** Keys by name and hint. `hrefOf` leads to a key's own page. */
export function KeyTable({
  keys,
  hrefOf,
  ...table
}: {
  keys: readonly KeyView[];
  hrefOf: (keyId: string) => string;
  sort?: Sort;
  sortHref?: (sort: Sort) => string;
  rowMenu?: (key: KeyView) => ReactNode;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="API keys"
      columns={columns(hrefOf)}
      rows={keys}
      rowKey={(key) => key.id}
    />
  );
}

const columns = (hrefOf: (keyId: string) => string): Column<KeyView>[] => [
  {
    key: 'name',
    header: 'Name',
    sortKey: 'name',
    primary: true,
    cell: (key) => (
      <div className="min-w-40 py-1">
        <IntentLink
          href={hrefOf(key.id)}
          className="line-clamp-2 rounded-sm font-medium wrap-anywhere hover:underline"
        >
          {key.name}
        </IntentLink>
        <code className="font-mono text-xs text-muted">{key.hint}</code>
      </div>
    ),
  },
  { key: 'state', header: 'State', cell: (key) => <KeyStatus state={key.state} /> },
  {
    key: 'environment',
    header: 'Environment',
    cell: (key) => environmentNames[key.environment],
    hideBelow: 'md',
  },
  { key: 'team', header: 'Team', cell: (key) => <Short>{key.teamName}</Short>, hideBelow: 'lg' },
  {
    key: 'owner',
    header: 'Owner',
    cell: (key) =>
      key.ownerName === null ? (
        <span className="text-muted">No longer a member</span>
      ) : (
        <Short>{key.ownerName}</Short>
      ),
    hideBelow: 'lg',
  },
  {
    key: 'last-used',
    header: 'Last used',
    sortKey: 'last-used',
    cell: (key) => <When at={key.lastUsedAt} otherwise="Never" />,
  },
  {
    key: 'expires',
    header: 'Expires',
    sortKey: 'expires',
    cell: (key) => <When at={key.expiresAt} otherwise="Never" />,
  },
];

/** One line in the table, whole in a card. */
function Short({ children }: { children: string }) {
  return (
    <span
      title={children}
      className="block max-w-36 truncate @max-[640px]:max-w-none @max-[640px]:whitespace-normal"
    >
      {children}
    </span>
  );
}

function When({ at, otherwise }: { at: string | null; otherwise: string }) {
  return at === null ? <span className="text-muted">{otherwise}</span> : <Time value={at} />;
}
