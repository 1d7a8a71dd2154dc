import type { Grant } from '@/lib/authz/authorize';
import { reachOf, roleNames } from '@/lib/authz/permissions';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import { listMembers } from './list-members';
import type { MemberListItem } from './member-repository';
import type { ListMembersInput } from './schema';

const rowsPerPage = 100;

const columns: Record<string, (member: MemberListItem) => string | null> = {
  id: (member) => member.userId,
  name: (member) => member.name,
  email: (member) => member.email,
  role: (member) => roleNames[member.role],
  teams: (member) => member.teams.map(({ name }) => name).join(', '),
  keys: (member) => member.keyCount?.toString() ?? null,
  'joined at': (member) => member.joinedAt.toISOString(),
  'last active at': (member) => member.lastActiveAt?.toISOString() ?? null,
};

/** The directory as CSV, as filtered and sorted, in pieces: a short query each, whatever its length. */
export async function* exportMembers(
  deps: Deps,
  grant: Grant<'member.read'>,
  input: ListMembersInput,
): AsyncGenerator<string> {
  const maySeeKeys = reachOf(grant.role, 'api-key.read') !== false;
  const shown = Object.entries(columns).filter(([name]) => name !== 'keys' || maySeeKeys);
  yield csvOf([shown.map(([name]) => name)]);
  let cursor: string | undefined;
  do {
    const page = await listMembers(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((member) => shown.map(([, cell]) => cell(member))));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
