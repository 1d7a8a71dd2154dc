import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { invalidField } from '@/lib/kernel/errors';
import { decodeCursor, decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMembers, sortValueOf, type MemberListItem } from './member-repository';
import type { ListMembersInput } from './schema';

/** The directory. Who may not see keys does not see their number either. */
export async function listMembers(
  deps: Deps,
  grant: Grant<'member.read'>,
  input: ListMembersInput,
): Promise<Page<MemberListItem>> {
  const { organizationId, role } = grant;
  const sort = `${input.sort}-${input.direction}`;
  const decode = input.sort === 'name' ? decodeCursor : decodeTimeCursor;
  const cursor = input.cursor === undefined ? null : decode(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectMembers(tx, { ...input, organizationId, cursor, search: input.search, role: input.role }),
  );
  const maySeeKeys = reachOf(role, 'api-key.read') !== false;
  const page = pageOf(rows, { sort, limit: input.limit, cursor }, (row) => ({
    value: sortValueOf(row, input.sort),
    id: row.userId,
  }));
  const items = page.items.map(({ nameKey: _sortKey, ...row }) =>
    maySeeKeys ? row : { ...row, keyCount: null },
  );
  return { ...page, items };
}
