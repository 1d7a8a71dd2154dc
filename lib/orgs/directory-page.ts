import { invalidField } from '@/lib/kernel/errors';
import {
  decodeCountCursor,
  decodeCursor,
  decodeTimeCursor,
  pageOf,
  type Cursor,
  type Page,
} from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { signInMethods, type SignInMethod } from '@/lib/sessions/model';
import type { DirectoryFilters } from './directory-filter-repository';
import {
  selectDirectory,
  sortValueOf,
  wordsOf,
  type DirectoryRow,
  type DirectorySort,
} from './directory-repository';

/** Which stretch of the directory is asked for, in what order, and by what text. */
export type DirectoryPlace = {
  search?: string | undefined;
  sort: DirectorySort;
  direction: 'asc' | 'desc';
  cursor?: string | undefined;
  limit: number;
};

/** More words than these narrow no further. */
const maxWords = 8;

/**
 * A page of the directory, whole: what the reader may see of it is for the caller to say.
 * @throws AppError `invalid-input` (field `cursor`).
 */
export async function loadDirectoryPage(
  tx: OrgTx,
  organizationId: string,
  place: DirectoryPlace,
  narrowed: Omit<DirectoryFilters, 'words'>,
): Promise<Page<DirectoryRow>> {
  const { search, sort, direction, limit } = place;
  const order = `${sort}-${direction}`;
  const cursor = cursorOf(order, place);
  const words = search ? await wordsOf(tx, search) : [];
  // Nothing but signs, which begin no word.
  const isNothing = Boolean(search) && words.length === 0;
  const filters = { ...narrowed, words: words.slice(0, maxWords) };
  const rows = isNothing
    ? []
    : await selectDirectory(tx, { organizationId, filters, sort, direction, cursor, limit });
  return pageOf(rows, { sort: order, limit, cursor }, (row) => ({
    value: sortValueOf(row, sort),
    id: row.userId,
  }));
}

const decoders: Record<DirectorySort, (order: string, text: string) => Cursor | null> = {
  joined: decodeTimeCursor,
  'last-active': decodeTimeCursor,
  'last-sign-in': decodeTimeCursor,
  name: decodeCursor,
  role: decodeRoleCursor,
  keys: decodeCountCursor,
};

/** The role, a space, the name. */
function decodeRoleCursor(order: string, text: string): Cursor | null {
  const cursor = decodeCursor(order, text);
  return cursor !== null && cursor.value.includes(' ') ? cursor : null;
}

function cursorOf(order: string, { sort, cursor: text }: DirectoryPlace): Cursor | null {
  if (text === undefined) return null;
  const cursor = decoders[sort](order, text);
  if (cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  return cursor;
}

/** By what somebody can sign in. */
export function methodsIn({
  hasPassword: password,
  hasGoogle: google,
  hasGithub: github,
  hasSaml: saml,
}: Pick<DirectoryRow, 'hasPassword' | 'hasGoogle' | 'hasGithub' | 'hasSaml'>): SignInMethod[] {
  const has = { password, google, github, saml };
  return signInMethods.filter((method) => has[method]);
}
