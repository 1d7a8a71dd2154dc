import type { ReactNode } from 'react';

/** Names and values of one thing. */
export function DescriptionList({
  items,
}: {
  items: readonly { term: string; value: ReactNode }[];
}) {
  return (
    <dl className="divide-y divide-line text-sm">
      {items.map(({ term, value }) => (
        <div
          key={term}
          className="grid gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[11rem_1fr] sm:items-baseline sm:px-5"
        >
          <dt className="text-muted">{term}</dt>
          <dd className="min-w-0 tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
