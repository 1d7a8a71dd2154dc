import { refusalOf, type Grant } from '@/lib/authz/authorize';
import { reachOf, type Permission, type Role } from '@/lib/authz/permissions';
import { AppError } from '@/lib/kernel/errors';
import type { Page } from '@/lib/kernel/page';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { SignInMethod } from '@/lib/sessions/model';
import { loadDirectoryPage, methodsIn } from './directory-page';
import type { DirectoryRow } from './directory-repository';
import type { MemberStatus } from './model';
import type { ListMembersInput } from './schema';

export type MemberListItem = Pick<
  DirectoryRow,
  'userId' | 'name' | 'email' | 'role' | 'teams' | 'joinedAt' | 'lastActiveAt'
> & {
  status: MemberStatus;
  /** Keys that are not revoked; null for readers who may not see keys. */
  keyCount: number | null;
  /** How they sign in; null for readers who may not know. */
  signIn: { mfa: boolean; methods: SignInMethod[] } | null;
};

/**
 * The directory. Who may not see keys, or how others sign in, does not learn it from a filter or an order either.
 * @throws AppError `forbidden`, `invalid-input` (field `cursor`).
 */
export async function listMembers(
  deps: Deps,
  grant: Grant<'member.read'>,
  input: ListMembersInput,
): Promise<Page<MemberListItem>> {
  const { organizationId, role } = grant;
  if (input.sort === 'keys') requireRight(role, 'api-key.read');
  if (input.mfa !== undefined || input.method !== undefined) {
    requireRight(role, 'member.read-sign-in');
  }
  const since = (days: number) => addSeconds(deps.clock.now(), -days * 24 * 60 * 60);
  const page = await withOrg(deps.db, organizationId, (tx) =>
    loadDirectoryPage(tx, organizationId, input, {
      role: input.role,
      teamId: input.teamId,
      mfa: input.mfa,
      method: input.method,
      active:
        input.active === undefined || input.active === 'never'
          ? input.active
          : { since: since(Number(input.active)) },
    }),
  );
  return { ...page, items: page.items.map((row) => itemFor(role, row)) };
}

function requireRight(role: Role, permission: Permission): void {
  if (reachOf(role, permission) === false) {
    throw new AppError('forbidden', refusalOf(role, permission), { detail: permission });
  }
}

function itemFor(reader: Role, row: DirectoryRow): MemberListItem {
  const { userId, name, email, teams, joinedAt, lastActiveAt, hasMfa } = row;
  return {
    ...{ userId, name, email, teams, joinedAt, lastActiveAt, role: row.role },
    status: 'active',
    keyCount: reachOf(reader, 'api-key.read') === false ? null : row.keyCount,
    signIn:
      reachOf(reader, 'member.read-sign-in') === false
        ? null
        : { mfa: hasMfa, methods: methodsIn(row) },
  };
}
