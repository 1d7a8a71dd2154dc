import { selectAccountEvents } from '@/lib/audit/repository';
import type { PersonGrant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { addSeconds } from '@/lib/platform/clock';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { actionsOf, activityDays, activityEvent, type ActivityEvent } from './activity';
import type { ListActivityInput } from './schema';

const sort = 'newest';

/**
 * What happened to the person's own account in the last 90 days: sign-ins, refused ones, and changes of what guards it,
 * newest first. Row-level security shows nobody else's.
 * @throws AppError `invalid-input` (field `cursor`)
 */
export async function listActivity(
  deps: Pick<Deps, 'db' | 'clock'>,
  { userId }: PersonGrant,
  { cursor: place, limit, outcome }: ListActivityInput,
): Promise<Page<ActivityEvent>> {
  const cursor = place === undefined ? null : decodeTimeCursor(sort, place);
  if (place !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const filter = {
    since: addSeconds(deps.clock.now(), -activityDays * 24 * 60 * 60),
    ...(outcome && { actions: actionsOf(outcome) }),
  };
  const rows = await withPerson(deps.db, userId, (tx) =>
    selectAccountEvents(tx, userId, filter, { cursor, limit }),
  );
  const page = pageOf(rows, { sort, limit, cursor }, (row) => ({
    value: row.occurredAt.toISOString(),
    id: row.id,
  }));
  return { ...page, items: page.items.map(activityEvent) };
}
