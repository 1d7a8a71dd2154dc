import { Status } from '../ui/badge';
import { DataTable, type Column } from '../ui/data-table';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import { splitLabel } from '../audit/views';
import { MethodIcon } from './method-icon';
import { methodWords, stateInWords } from './method-words';
import type { AccessMethodView } from './views';

type Row = AccessMethodView & {
  /** Where it is set up; none where the reader may go to no such place. */
  places: readonly { label: string; href: string }[];
  /** The audit log, narrowed to what concerns it. */
  historyHref: string | null;
};

/** Every way to prove who one is, and how it stands here. */
export function AccessMethodTable({
  methods,
  memberCount,
  auditLogHref,
}: {
  methods: readonly Row[];
  /** Null for who may not know how others sign in. */
  memberCount: number | null;
  /** Null for who may not see who changed what. */
  auditLogHref: string | null;
}) {
  return (
    <DataTable
      caption="Access methods"
      columns={[
        ...what,
        stateColumn(memberCount),
        ...(auditLogHref === null ? [] : [changeColumn(auditLogHref)]),
        placesColumn,
      ]}
      rows={methods}
      rowKey={({ kind }) => kind}
      empty={null}
    />
  );
}

const what: Column<Row>[] = [
  {
    key: 'method',
    header: 'Method',
    primary: true,
    cell: ({ kind }) => (
      <div className="flex items-start gap-2.5 py-1">
        <span className="mt-0.5">
          <MethodIcon kind={kind} />
        </span>
        <div className="min-w-0">
          <p className="font-medium">{methodWords[kind].name}</p>
          <p className="max-w-60 text-xs text-muted">{methodWords[kind].choice}</p>
        </div>
      </div>
    ),
  },
  {
    key: 'level',
    header: 'Security level',
    cell: ({ kind }) => methodWords[kind].securityLevel,
  },
  {
    key: 'time',
    header: 'Set-up time',
    cell: ({ kind }) => <span className="text-muted">{methodWords[kind].setUpTime}</span>,
  },
];

const stateColumn = (memberCount: number | null): Column<Row> => ({
  key: 'state',
  header: 'State here',
  cell: (row) => {
    const { tone, word, more } = stateInWords(row);
    const lines =
      row.members === null || memberCount === null
        ? more
        : [...more, `${row.members} of ${memberCount} ${memberCount === 1 ? 'member' : 'members'}`];
    return (
      <div className="@min-[640px]:py-1">
        <Status tone={tone}>{word}</Status>
        {lines.map((line) => (
          <p key={line} className="text-xs wrap-anywhere text-muted tabular">
            {line}
          </p>
        ))}
      </div>
    );
  },
});

const changeColumn = (auditLogHref: string): Column<Row> => ({
  key: 'change',
  header: 'Last change',
  cell: ({ kind, lastChange, historyHref }) =>
    lastChange === null ? (
      <span className="text-muted">None</span>
    ) : (
      <div className="@min-[640px]:py-1">
        <Time value={lastChange.at} />
        <p className="text-xs wrap-anywhere text-muted">by {splitLabel(lastChange.by).name}</p>
        <p className="flex flex-wrap gap-x-3 text-xs">
          <TextLink
            href={`${auditLogHref}/${lastChange.eventId}`}
            aria-label={`What changed: ${methodWords[kind].name}`}
          >
            What changed
          </TextLink>
          {historyHref !== null && (
            <TextLink href={historyHref} aria-label={`History: ${methodWords[kind].name}`}>
              History
            </TextLink>
          )}
        </p>
      </div>
    ),
});

const placesColumn: Column<Row> = {
  key: 'places',
  header: 'Set up',
  cell: ({ kind, places }) =>
    places.length === 0 ? (
      <span className="text-muted">By Admins</span>
    ) : (
      <ul className="space-y-0.5 @min-[640px]:py-1">
        {places.map(({ label, href }) => (
          <li key={href} className="whitespace-nowrap">
            <TextLink href={href} aria-label={`${label}: ${methodWords[kind].name}`}>
              {label}
            </TextLink>
          </li>
        ))}
      </ul>
    ),
};
