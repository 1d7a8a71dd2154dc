import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { invalidField } from '@/lib/kernel/errors';
import { decodeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireTeamRow } from './require-team';
import { selectTeamMembers, type TeamMemberItem } from './team-member-repository';
import type { ListTeamMembersInput } from './team-schema';

const sort = 'team-member-name';

/**
 * Who is in a team, by name. Who may not see keys does not see their number either.
 * @throws AppError `not-found`, for a team of another organization too.
 */
export async function listTeamMembers(
  deps: Deps,
  grant: Grant<'team.read'>,
  { teamId, search, cursor: text, limit }: ListTeamMembersInput,
): Promise<Page<TeamMemberItem>> {
  const { organizationId, role } = grant;
  const cursor = text === undefined ? null : decodeCursor(sort, text);
  if (text !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const rows = await withOrg(deps.db, organizationId, async (tx) => {
    await requireTeamRow(tx, organizationId, teamId);
    return selectTeamMembers(tx, organizationId, { teamId, search, cursor, limit });
  });
  const maySeeKeys = reachOf(role, 'api-key.read') !== false;
  const page = pageOf(rows, { sort, limit, cursor }, (row) => ({
    value: row.nameKey,
    id: row.userId,
  }));
  const items = page.items.map(({ nameKey: _sortKey, ...row }) =>
    maySeeKeys ? row : { ...row, keyCount: null },
  );
  return { ...page, items };
}
