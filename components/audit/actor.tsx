import { Badge } from '../ui/badge';
import { splitLabel, type AuditEventView } from './views';

type Actor = Pick<AuditEventView, 'actorKind' | 'actorId' | 'actorLabel'>;

/** Who did it, as they were called then; whoever is no person is marked. Who was refused proved to be nobody. */
export function ActorName({ event }: { event: Actor }) {
  if (event.actorKind === 'user' && event.actorId === null) {
    return <span className="text-muted">Not signed in</span>;
  }
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
      <span className="wrap-anywhere">{splitLabel(event.actorLabel).name}</span>
      {event.actorKind !== 'user' && (
        <Badge>{event.actorKind === 'operator' ? 'Operator' : 'System'}</Badge>
      )}
    </span>
  );
}
