import { DataTable, type Column } from '../ui/data-table';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import type { FieldRow, FieldValue } from './field-rows';

/** What was before and after, side by side; one column alone for an act that only made or ended something. */
export function FieldTable({ rows }: { rows: readonly FieldRow[] }) {
  const sides = (['before', 'after'] as const).filter((side) =>
    rows.some((row) => row[side] !== null),
  );
  const columns: Column<FieldRow>[] = [
    {
      key: 'field',
      header: 'Field',
      primary: true,
      width: 'w-[11rem]',
      cell: ({ label }) => <span className="@min-[640px]:text-muted">{label}</span>,
    },
    ...sides.map((side) => ({
      key: side,
      header: sides.length === 1 ? 'Value' : side === 'before' ? 'Before' : 'After',
      cell: (row: FieldRow) => <Value value={row[side]} />,
    })),
  ];
  return (
    <DataTable
      caption={sides.length === 2 ? 'Before and after' : 'What was recorded'}
      columns={columns}
      rows={rows}
      rowKey={({ field }) => field}
      empty={null}
    />
  );
}

function Value({ value }: { value: FieldValue | null }) {
  if (value === null) return <span className="text-muted">–</span>;
  switch (value.kind) {
    case 'text':
      return <span className="break-words">{value.text}</span>;
    case 'nothing':
      return <span className="text-muted">{value.text}</span>;
    case 'instant':
      return <Time value={value.iso} format="absolute" />;
    case 'list':
      return (
        <ul className="flex flex-wrap gap-1.5">
          {value.items.map((item) => (
            <li key={item}>
              <InlineCode>{item}</InlineCode>
            </li>
          ))}
        </ul>
      );
  }
}
