/** A stretch of a list, with where to go on from either end; null where there is nothing more. */
export type Page<T> = {
  items: T[];
  nextCursor: string | null;
  previousCursor: string | null;
};

/** A place between two rows: the row beside it by its sort value and id, and which way to read. */
export type Cursor = {
  toward: 'next' | 'previous';
  value: string;
  id: string;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A cursor as text for addresses. It holds nothing but a row's sort value and id, and opens nothing by itself. */
export function encodeCursor(sort: string, { toward, value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, toward, value, id])).toString('base64url');
}

/** The cursor in a text, or null where it is none or belongs to another order of the list. */
export function decodeCursor(sort: string, text: string): Cursor | null {
  if (text.length > 1_000) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 4) return null;
  const [its, toward, value, id] = parts as unknown[];
  if (its !== sort || (toward !== 'next' && toward !== 'previous')) return null;
  if (typeof value !== 'string' || value.includes('\0')) return null;
  if (typeof id !== 'string' || !uuid.test(id)) return null;
  return { toward, value, id };
}

/** The same for lists whose sort value is an instant, so that the database never meets another text there. */
export function decodeTimeCursor(sort: string, text: string): Cursor | null {
  const cursor = decodeCursor(sort, text);
  return cursor !== null && isInstant(cursor.value) ? cursor : null;
}

/** The same for lists whose sort value is a number of things. */
export function decodeCountCursor(sort: string, text: string): Cursor | null {
  const cursor = decodeCursor(sort, text);
  return cursor !== null && /^\d{1,9}$/.test(cursor.value) ? cursor : null;
}

function isInstant(text: string): boolean {
  const at = new Date(text);
  // As it was written: JavaScript reads 30 February too, which is no day to the database, and nor is any of the year 0.
  return !Number.isNaN(at.getTime()) && at.toISOString() === text && /^(?!0000)\d{4}-/.test(text);
}

/**
 * Makes a page of rows that were read in the cursor's direction, one more than `limit` where there are more.
 * @param keyOf a row's sort value and id.
 */
export function pageOf<T>(
  rows: readonly T[],
  { sort, limit, cursor }: { sort: string; limit: number; cursor: Cursor | null },
  keyOf: (row: T) => { value: string; id: string },
): Page<T> {
  const backwards = cursor?.toward === 'previous';
  const more = rows.length > limit;
  const items = rows.slice(0, limit);
  if (backwards) items.reverse();
  const first = items[0];
  const last = items.at(-1);
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : cursor !== null;
  return {
    items,
    nextCursor: last && hasNext ? encodeCursor(sort, { toward: 'next', ...keyOf(last) }) : null,
    previousCursor:
      first && hasPrevious ? encodeCursor(sort, { toward: 'previous', ...keyOf(first) }) : null,
  };
}
