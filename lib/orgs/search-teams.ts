import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeCursor, decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { shownTeam, type ShownTeam } from './get-team';
import { selectTeamPage, teamSortValueOf } from './team-list-repository';
import type { SearchTeamsInput } from './team-schema';

export type FoundTeam = ShownTeam & {
  /** Whether the reader is in it. */
  mine: boolean;
};

/** The organization's teams, live or archived, searched and sorted, a page at a time. */
export async function searchTeams(
  deps: Deps,
  grant: Grant<'team.read'>,
  input: SearchTeamsInput,
): Promise<Page<FoundTeam>> {
  const { organizationId } = grant;
  const { search, state, direction, limit } = input;
  const sort = `${state}-${input.sort}-${direction}`;
  const decode = input.sort === 'created' ? decodeTimeCursor : decodeCursor;
  const cursor = input.cursor === undefined ? null : decode(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectTeamPage(tx, {
      organizationId,
      search,
      state,
      sort: input.sort,
      direction,
      cursor,
      limit,
    }),
  );
  const page = pageOf(rows, { sort, limit, cursor }, (row) => ({
    value: teamSortValueOf(row, input.sort),
    id: row.id,
  }));
  const items = page.items.map(({ place: _sortKey, ...row }) => ({
    ...shownTeam(row, grant),
    mine: grant.teamIds.includes(row.id),
  }));
  return { ...page, items };
}
