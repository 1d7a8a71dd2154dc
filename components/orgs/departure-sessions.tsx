import { Time } from '../ui/time';
import type { DepartureView } from './departure-views';

/** How many sessions a removal ends. */
export function DepartureSessions({
  sessions: { count, lastSeenAt },
}: {
  sessions: NonNullable<DepartureView['sessions']>;
}) {
  return (
    <section aria-labelledby="departure-sessions" className="text-sm">
      <h3 id="departure-sessions" className="font-medium">
        {count === 0
          ? 'No open session'
          : count === 1
            ? '1 open session'
            : `${count} open sessions`}
      </h3>
      <p className="mt-0.5 text-muted">
        {count === 0 || lastSeenAt === null ? (
          'They are signed in nowhere.'
        ) : (
          <>
            Last used <Time value={lastSeenAt.toISOString()} />. They are signed out everywhere, and
            can sign in again to what else they belong to.
          </>
        )}
      </p>
    </section>
  );
}
