import { refusalOf, type Grant } from '@/lib/authz/authorize';
import { reachOf, type Permission, type Role } from '@/lib/authz/permissions';
import { AppError, invalidField } from '@/lib/kernel/errors';
import {
  decodeCountCursor,
  decodeCursor,
  decodeTimeCursor,
  pageOf,
  type Cursor,
  type Page,
} from '@/lib/kernel/page';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { signInMethods, type SignInMethod } from '@/lib/sessions/model';
import type { DirectoryFilters } from './directory-filter-repository';
import { selectDirectory, sortValueOf, wordsOf, type DirectoryRow } from './directory-repository';
import type { MemberStatus } from './model';
import type { ListMembersInput, MemberSort } from './schema';

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
  const { sort, direction, limit } = input;
  const order = `${sort}-${direction}`;
  const cursor = cursorOf(order, input);
  const since = (days: number) => addSeconds(deps.clock.now(), -days * 24 * 60 * 60);
  const rows = await withOrg(deps.db, organizationId, async (tx) => {
    const words = input.search ? await wordsOf(tx, input.search) : [];
    // Nothing but signs, which begin no word.
    if (input.search && words.length === 0) return [];
    const filters: DirectoryFilters = {
      words: words.slice(0, maxWords),
      role: input.role,
      teamId: input.teamId,
      mfa: input.mfa,
      method: input.method,
      active:
        input.active === undefined || input.active === 'never'
          ? input.active
          : { since: since(Number(input.active)) },
    };
    return selectDirectory(tx, { organizationId, filters, sort, direction, cursor, limit });
  });
  const page = pageOf(rows, { sort: order, limit, cursor }, (row) => ({
    value: sortValueOf(row, sort),
    id: row.userId,
  }));
  return { ...page, items: page.items.map((row) => itemFor(role, row)) };
}

/** More words than these narrow no further. */
const maxWords = 8;

function requireRight(role: Role, permission: Permission): void {
  if (reachOf(role, permission) === false) {
    throw new AppError('forbidden', refusalOf(role, permission), { detail: permission });
  }
}

const decoders: Record<MemberSort, (order: string, text: string) => Cursor | null> = {
  joined: decodeTimeCursor,
  'last-active': decodeTimeCursor,
  name: decodeCursor,
  role: decodeRoleCursor,
  keys: decodeCountCursor,
};

/** The role, a space, the name. */
function decodeRoleCursor(order: string, text: string): Cursor | null {
  const cursor = decodeCursor(order, text);
  return cursor !== null && cursor.value.includes(' ') ? cursor : null;
}

function cursorOf(order: string, { sort, cursor: text }: ListMembersInput): Cursor | null {
  if (text === undefined) return null;
  const cursor = decoders[sort](order, text);
  if (cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  return cursor;
}

function itemFor(reader: Role, row: DirectoryRow): MemberListItem {
  const { hasMfa, hasPassword, hasGoogle, hasGithub, nameKey: _sortKey, ...rest } = row;
  const has = { password: hasPassword, google: hasGoogle, github: hasGithub, saml: false };
  return {
    ...rest,
    status: 'active',
    keyCount: reachOf(reader, 'api-key.read') === false ? null : row.keyCount,
    signIn:
      reachOf(reader, 'member.read-sign-in') === false
        ? null
        : { mfa: hasMfa, methods: signInMethods.filter((method) => has[method]) },
  };
}
