import { recordListExport } from '@/lib/audit/record-list-export';
import type { Grant } from '@/lib/authz/authorize';
import { reachOf, roleNames, type Permission } from '@/lib/authz/permissions';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import { signInMethodNames } from '@/lib/sessions/model';
import { listMembers, type MemberListItem } from './list-members';
import { memberStatusNames } from './model';
import type { ListMembersInput } from './schema';

const rowsPerPage = 100;

type Column = {
  name: string;
  /** What a reader must hold to be given the column. */
  needs?: Permission;
  cell: (member: MemberListItem) => string | null | undefined;
};

const columns: readonly Column[] = [
  { name: 'id', cell: (member) => member.userId },
  { name: 'name', cell: (member) => member.name },
  { name: 'email', cell: (member) => member.email },
  { name: 'role', cell: (member) => roleNames[member.role] },
  { name: 'teams', cell: (member) => member.teams.map(({ name }) => name).join(', ') },
  { name: 'status', cell: (member) => memberStatusNames[member.status] },
  {
    name: 'two-factor',
    needs: 'member.read-sign-in',
    cell: ({ signIn }) => signIn && (signIn.mfa ? 'on' : 'off'),
  },
  {
    name: 'sign-in methods',
    needs: 'member.read-sign-in',
    cell: ({ signIn }) => signIn?.methods.map((method) => signInMethodNames[method]).join(', '),
  },
  { name: 'keys', needs: 'api-key.read', cell: (member) => member.keyCount?.toString() },
  { name: 'joined at', cell: (member) => member.joinedAt.toISOString() },
  { name: 'last active at', cell: (member) => member.lastActiveAt?.toISOString() },
];

/** The directory as CSV, as filtered and sorted, in pieces: a short query each. Its own event is written first. */
export async function* exportMembers(
  deps: Deps,
  grant: Grant<'member.read'>,
  input: ListMembersInput,
): AsyncGenerator<string> {
  const shown = columns.filter(
    ({ needs }) => needs === undefined || reachOf(grant.role, needs) !== false,
  );
  await recordListExport(deps, grant, {
    action: 'member-list.exported',
    target: { kind: 'member', label: 'Members' },
    input,
  });
  yield csvOf([shown.map(({ name }) => name)]);
  let cursor: string | undefined;
  do {
    const page = await listMembers(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((member) => shown.map(({ cell }) => cell(member) ?? null)));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
