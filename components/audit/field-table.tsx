import { Section } from '../ui/card';
import { DataTable, type Column } from '../ui/data-table';
import { DescriptionList } from '../ui/description-list';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import type { FieldRow, FieldValue } from './field-rows';

const columns: Column<FieldRow>[] = [
  {
    key: 'field',
    header: 'Field',
    primary: true,
    width: 'w-48',
    cell: ({ label }) => <span className="@min-[640px]:text-muted">{label}</span>,
  },
  { key: 'before', header: 'Before', cell: ({ before }) => <Value value={before} /> },
  { key: 'after', header: 'After', cell: ({ after }) => <Value value={after} /> },
];

/** What an act wrote down: before and after side by side, or a plain list where it has only one of them. */
export function FieldTable({ rows }: { rows: readonly FieldRow[] }) {
  if (rows.every(({ before }) => before === null) || rows.every(({ after }) => after === null)) {
    return (
      <Section title="Details" flush>
        <DescriptionList
          items={rows.map(({ label, before, after }) => ({
            term: label,
            value: <Value value={after ?? before} />,
          }))}
        />
      </Section>
    );
  }
  return (
    <section aria-labelledby="changes" className="space-y-3">
      <h2 id="changes" className="text-base">
        What changed
      </h2>
      <DataTable
        caption="Before and after"
        columns={columns}
        rows={rows}
        rowKey={({ field }) => field}
        empty={null}
      />
    </section>
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
