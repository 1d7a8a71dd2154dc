import type { ReactNode } from 'react';
import { Badge, type Tone } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { Time } from '../ui/time';

type Outcome = 'succeeded' | 'refused' | 'changes';

/** What happened to an account; instants are ISO 8601. */
export type ActivityView = {
  id: string;
  occurredAt: string;
  title: string;
  detail: string | null;
  outcome: Outcome;
  method: string | null;
  device: string;
  ip: string | null;
};

/** As the filter says them. */
export const outcomeNames: Record<Outcome, string> = {
  succeeded: 'Succeeded',
  refused: 'Refused',
  changes: 'Changes',
};

const badges: Record<Outcome, { tone: Tone; word: string }> = {
  succeeded: { tone: 'success', word: 'Succeeded' },
  refused: { tone: 'danger', word: 'Refused' },
  changes: { tone: 'neutral', word: 'Changed' },
};

/** A person's sign-ins and what changed in their account, newest first. */
export function ActivityTable({
  events,
  ...table
}: {
  events: readonly ActivityView[];
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      {...table}
      caption="Sign-in activity, newest first"
      columns={columns}
      rows={events}
      rowKey={({ id }) => id}
    />
  );
}

const columns: Column<ActivityView>[] = [
  {
    key: 'event',
    header: 'Event',
    primary: true,
    cell: ({ title, detail }) => (
      <div>
        <p className="font-medium break-words">{title}</p>
        {detail !== null && <p className="text-xs wrap-anywhere text-muted">{detail}</p>}
      </div>
    ),
  },
  {
    key: 'outcome',
    header: 'Outcome',
    cell: ({ outcome }) => <Badge tone={badges[outcome].tone}>{badges[outcome].word}</Badge>,
  },
  {
    key: 'method',
    header: 'Method',
    cell: ({ method }) => method ?? <span className="text-muted">–</span>,
  },
  {
    key: 'device',
    header: 'Device',
    cell: ({ device, ip }) => (
      <div>
        <p className="wrap-anywhere">{device}</p>
        <code className="font-mono text-xs break-all text-muted">{ip ?? 'Unknown address'}</code>
      </div>
    ),
  },
  { key: 'when', header: 'When', cell: (event) => <Time value={event.occurredAt} format="log" /> },
];
