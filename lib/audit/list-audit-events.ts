import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AuditAction } from './actions';
import { visibilityOf, type AuditEventRow } from './model';
import { selectAuditEvents } from './repository';
import type { ListAuditEventsInput } from './schema';
import { parseAuditSearch } from './search-words';

const sort = 'newest';

/** The organization's log as far as the reader may see it, newest first. */
export async function listAuditEvents(
  deps: Deps,
  grant: Grant<'audit-log.read'>,
  {
    cursor: place,
    limit,
    search,
    ...filter
  }: ListAuditEventsInput & { exceptActions?: readonly AuditAction[] },
): Promise<Page<AuditEventRow>> {
  const cursor = place === undefined ? null : decodeTimeCursor(sort, place);
  if (place !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const { organizationId, reach, userId } = grant;
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectAuditEvents(
      tx,
      organizationId,
      visibilityOf(reach, userId),
      { ...filter, search: search ? parseAuditSearch(search) : undefined },
      { cursor, limit },
    ),
  );
  return pageOf(rows, { sort, limit, cursor }, (row) => ({
    value: row.occurredAt.toISOString(),
    id: row.id,
  }));
}
