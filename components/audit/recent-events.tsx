import { eventTitle } from '@/lib/audit/actions';
import { IntentLink } from '../ui/intent-link';
import { Time } from '../ui/time';
import { isInTitle, splitLabel, type AuditEventView } from './views';

/** The newest events in a few lines. */
export function RecentEvents({
  events,
  hrefOf,
}: {
  events: readonly AuditEventView[];
  hrefOf: (eventId: string) => string;
}) {
  return (
    <ul className="divide-y divide-line">
      {events.map((event) => (
        <li
          key={event.id}
          className="flex min-h-15 items-start justify-between gap-4 px-4 py-2.5 sm:px-5"
        >
          <div className="min-w-0">
            <IntentLink
              href={hrefOf(event.id)}
              className="block truncate rounded-sm font-medium hover:underline"
            >
              {eventTitle(event)}
            </IntentLink>
            <p className="truncate text-xs text-muted">
              {[event.actorLabel, ...(isInTitle(event) ? [] : [event.targetLabel])]
                .map((label) => splitLabel(label).name)
                .join(' · ')}
            </p>
          </div>
          <Time value={event.occurredAt} className="shrink-0 text-xs text-muted" />
        </li>
      ))}
    </ul>
  );
}
