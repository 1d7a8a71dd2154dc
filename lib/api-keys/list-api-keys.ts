import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeCursor, decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectKeys, sortValueOf } from './list-repository';
import type { ListApiKeysInput } from './schema';
import { shownKey, type ShownKey } from './shown-key';

/** The organization's keys, searched, filtered and sorted, a page at a time. */
export async function listApiKeys(
  deps: Deps,
  grant: Grant<'api-key.read'>,
  input: ListApiKeysInput,
): Promise<Page<ShownKey>> {
  const { organizationId } = grant;
  const now = deps.clock.now();
  const sort = `${input.sort}-${input.direction}`;
  const decode = input.sort === 'name' ? decodeCursor : decodeTimeCursor;
  const cursor = input.cursor === undefined ? null : decode(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const { search, state, environment, teamId, ownerId } = input;
  const filter = { search, state, environment, teamId, ownerId };
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectKeys(tx, {
      ...filter,
      sort: input.sort,
      direction: input.direction,
      limit: input.limit,
      organizationId,
      cursor,
      now,
    }),
  );
  const page = pageOf(rows, { sort, limit: input.limit, cursor }, (row) => ({
    value: sortValueOf(row, input.sort),
    id: row.id,
  }));
  return { ...page, items: page.items.map((row) => shownKey(row, now)) };
}
