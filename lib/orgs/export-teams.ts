import { recordListExport } from '@/lib/audit/record-list-export';
import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import { tagText } from './model';
import { searchTeams, type FoundTeam } from './search-teams';
import type { SearchTeamsInput } from './team-schema';

const rowsPerPage = 100;

const columns: Record<string, (team: FoundTeam) => string | null> = {
  id: (team) => team.id,
  name: (team) => team.name,
  'cost centre': (team) => team.costCentre,
  tags: (team) => team.tags.map(tagText).join('; '),
  members: (team) => String(team.memberCount),
  keys: (team) => team.keyCount?.toString() ?? null,
  'created at': (team) => team.createdAt.toISOString(),
  'archived at': (team) => team.archivedAt?.toISOString() ?? null,
};

/** The teams as CSV, as filtered and sorted, in pieces: a short query each. Its own event is written first. */
export async function* exportTeams(
  deps: Deps,
  grant: Grant<'team.read'>,
  input: SearchTeamsInput,
): AsyncGenerator<string> {
  const maySeeKeys = reachOf(grant.role, 'api-key.read') !== false;
  const shown = Object.entries(columns).filter(([name]) => name !== 'keys' || maySeeKeys);
  await recordListExport(deps, grant, {
    action: 'team-list.exported',
    target: { kind: 'team', label: 'Teams' },
    input,
  });
  yield csvOf([shown.map(([name]) => name)]);
  let cursor: string | undefined;
  do {
    const page = await searchTeams(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((team) => shown.map(([, cell]) => cell(team))));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
