import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';

const casts = {
  text: (value: string) => Prisma.sql`${value}::text`,
  timestamptz: (value: string) => Prisma.sql`${value}::timestamptz`,
  integer: (value: string) => Prisma.sql`${Number(value)}::integer`,
};

type KeysetOrder = {
  /** What the list is sorted by, and the id that settles ties. */
  column: Prisma.Sql;
  id: Prisma.Sql;
  /** The type of the column, as which the cursor's text is read. */
  type: keyof typeof casts;
  /** A column of single words that goes before: the cursor's value begins with its word and a space. */
  leading?: Prisma.Sql | undefined;
  direction: 'asc' | 'desc';
};

/**
 * Paging by keyset: the condition that begins a page at its cursor, and the order in which to read. A cursor that leads
 * backwards reads the other way round; `pageOf` turns the rows again.
 */
export function keyset(
  { column, id, type, leading, direction }: KeysetOrder,
  cursor: Cursor | null,
): { conditions: Prisma.Sql[]; orderBy: Prisma.Sql } {
  const ascending = (direction === 'asc') !== (cursor?.toward === 'previous');
  const way = ascending ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const columns = leading === undefined ? [column, id] : [leading, column, id];
  const orderBy = Prisma.join(
    columns.map((each) => Prisma.sql`${each} ${way}`),
    ', ',
  );
  if (cursor === null) return { conditions: [], orderBy };
  const values = [Prisma.sql`${cursor.id}::uuid`];
  if (leading === undefined) {
    values.unshift(casts[type](cursor.value));
  } else {
    const [word, rest] = splitAtSpace(cursor.value);
    values.unshift(casts.text(word), casts[type](rest));
  }
  const compare = ascending ? Prisma.sql`>` : Prisma.sql`<`;
  const condition = Prisma.sql`(${Prisma.join(columns)}) ${compare} (${Prisma.join(values)})`;
  return { conditions: [condition], orderBy };
}

function splitAtSpace(text: string): [string, string] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}
