import { Badge } from '../ui/badge';
import { splitLabel, type AuditEventView } from './views';

/** Who did it, as they were called then; whoever is no person is marked. */
export function ActorName({ event }: { event: Pick<AuditEventView, 'actorKind' | 'actorLabel'> }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
      <span className="min-w-24 wrap-anywhere">{splitLabel(event.actorLabel).name}</span>
      {event.actorKind !== 'user' && (
        <Badge>{event.actorKind === 'operator' ? 'Operator' : 'System'}</Badge>
      )}
    </span>
  );
}
