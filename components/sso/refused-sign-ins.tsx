import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import type { RefusedSignInView } from './views';

/** The latest sign-ins that were refused, each with the check that failed. */
export function RefusedSignIns({
  refusals,
  logHref,
}: {
  refusals: readonly RefusedSignInView[];
  logHref: string;
}) {
  if (refusals.length === 0) return <p className="text-sm text-muted">No sign-in was refused.</p>;
  return (
    <div className="space-y-3 text-sm">
      <h3 className="font-medium">Refused lately</h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {refusals.map(({ id, occurredAt, check, expected, received }) => (
          <li key={id} className="px-3 py-2.5">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">{check}</span>
              <Time value={occurredAt} className="text-xs text-muted" />
            </p>
            {expected !== null && <Value term="Expected" text={expected} />}
            {received !== null && <Value term="Received" text={received} />}
          </li>
        ))}
      </ul>
      <TextLink href={logHref}>All of them in the audit log</TextLink>
    </div>
  );
}

const Value = ({ term, text }: { term: string; text: string }) => (
  <p className="text-muted">
    {term} <span className="font-mono text-[0.8125rem] break-all">{text}</span>
  </p>
);
