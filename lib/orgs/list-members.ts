import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { invalidField } from '@/lib/kernel/errors';
import { decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMembers, type MemberListItem } from './member-repository';
import type { ListMembersInput } from './schema';

const sort = 'joined';

/** The directory, in the order in which people joined. Who may not see keys does not see their number either. */
export async function listMembers(
  deps: Deps,
  grant: Grant<'member.read'>,
  input: ListMembersInput,
): Promise<Page<MemberListItem>> {
  const { organizationId, role } = grant;
  const cursor = input.cursor === undefined ? null : decodeTimeCursor(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectMembers(tx, { ...input, organizationId, cursor, search: input.search, role: input.role }),
  );
  const maySeeKeys = reachOf(role, 'api-key.read') !== false;
  const shown = maySeeKeys ? rows : rows.map((row) => ({ ...row, keyCount: null }));
  return pageOf(shown, { sort, limit: input.limit, cursor }, (row) => ({
    value: row.joinedAt.toISOString(),
    id: row.userId,
  }));
}
