import { faultsIn, type StateCounts } from '@/lib/invite-imports/model';
import { Card } from '../ui/card';
import { number } from './views';

/** What sending would do, in three numbers. */
export function PreviewSummary({ counts }: { counts: StateCounts }) {
  const settled = (counts.member ?? 0) + (counts['invited-before'] ?? 0) + (counts.duplicate ?? 0);
  const items = [
    { term: 'Will be invited', value: counts.ready ?? 0, mark: 'bg-success' },
    { term: 'Need a correction', value: faultsIn(counts), mark: 'bg-danger' },
    { term: 'In or invited already, or twice in the list', value: settled, mark: 'bg-muted' },
  ];
  return (
    <Card>
      <dl className="grid divide-y divide-line sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        {items.map(({ term, value, mark }) => (
          <div key={term} className="flex flex-col-reverse justify-end px-4 py-3 sm:px-5">
            <dt className="flex items-baseline gap-2 text-sm text-muted">
              <span aria-hidden className={`size-2 shrink-0 rounded-full ${mark}`} />
              {term}
            </dt>
            <dd className="text-xl font-medium tabular">{number(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
