import type { ReactNode } from 'react';
import { eventTitle } from '@/lib/audit/actions';
import { DataTable, type Column } from '../ui/data-table';
import { IntentLink } from '../ui/intent-link';
import { Time } from '../ui/time';
import { ActorName } from './actor';
import { isInTitle, splitLabel, targetKindNames, type AuditEventView } from './views';

/** Events, newest first. `hrefOf` leads to an event's own page. */
export function EventTable({
  events,
  hrefOf,
  ...table
}: {
  events: readonly AuditEventView[];
  hrefOf: (eventId: string) => string;
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Events, newest first"
      columns={columns(hrefOf)}
      rows={events}
      rowKey={({ id }) => id}
    />
  );
}

const columns = (hrefOf: (eventId: string) => string): Column<AuditEventView>[] => [
  {
    key: 'action',
    header: 'Action',
    primary: true,
    cell: (event) => (
      <div>
        <IntentLink
          href={hrefOf(event.id)}
          className="rounded-sm font-medium break-words hover:underline"
        >
          {eventTitle(event)}
        </IntentLink>
        {event.change !== null && (
          <p className="text-xs wrap-anywhere text-muted">{event.change}</p>
        )}
      </div>
    ),
  },
  {
    key: 'target',
    header: 'Target',
    cell: (event) =>
      isInTitle(event) ? (
        <span className="text-muted">–</span>
      ) : (
        <div>
          <p className="min-w-32 wrap-anywhere">{splitLabel(event.targetLabel).name}</p>
          {event.targetKind !== 'audit-log' && (
            <p className="text-xs text-muted">{targetKindNames[event.targetKind]}</p>
          )}
        </div>
      ),
  },
  {
    key: 'actor',
    header: 'Actor',
    cell: (event) => (
      <div className="min-w-24">
        <ActorName event={event} />
      </div>
    ),
  },
  {
    key: 'ip',
    header: 'IP address',
    hideBelow: 'lg',
    cell: ({ ip }) =>
      ip === null ? (
        <span className="text-muted">–</span>
      ) : (
        <code className="font-mono text-xs break-all text-muted">{ip}</code>
      ),
  },
  { key: 'when', header: 'When', cell: (event) => <Time value={event.occurredAt} format="log" /> },
];
