import { CopyButton } from '../ui/copy-button';
import type { DomainView } from './views';

/** The record to publish, each part with a button that copies it. */
export function RecordFacts({ domain }: { domain: DomainView }) {
  const parts = [
    { term: 'Type', value: 'TXT', copy: null },
    { term: 'Name', value: domain.recordName, copy: 'record name' },
    { term: 'Value', value: domain.recordValue, copy: 'record value' },
  ];
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-bg text-sm">
      {parts.map(({ term, value, copy }) => (
        <div
          key={term}
          className="grid grid-cols-[3.5rem_1fr] items-start gap-x-3 px-3 py-1.5 sm:grid-cols-[5rem_1fr]"
        >
          <dt className="py-1 text-muted">{term}</dt>
          <dd className="flex min-w-0 items-start justify-between gap-2 sm:justify-start">
            <code className="min-w-0 py-1 font-mono text-[0.8125rem] break-all">{value}</code>
            {copy !== null && (
              <CopyButton compact value={value} label={`Copy ${copy} of ${domain.domain}`} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
