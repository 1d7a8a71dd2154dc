import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';

type KeysetOrder = {
  /** What the list is sorted by, and the id that settles ties. */
  column: Prisma.Sql;
  id: Prisma.Sql;
  /** The type of the column, as which the cursor's text is read. */
  type: 'text' | 'timestamptz';
  direction: 'asc' | 'desc';
};

/**
 * Paging by keyset: the condition that begins a page at its cursor, and the order in which to read. A cursor that leads
 * backwards reads the other way round; `pageOf` turns the rows again.
 */
export function keyset(
  { column, id, type, direction }: KeysetOrder,
  cursor: Cursor | null,
): { conditions: Prisma.Sql[]; orderBy: Prisma.Sql } {
  const ascending = (direction === 'asc') !== (cursor?.toward === 'previous');
  const way = ascending ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const orderBy = Prisma.sql`${column} ${way}, ${id} ${way}`;
  if (cursor === null) return { conditions: [], orderBy };
  const value =
    type === 'text' ? Prisma.sql`${cursor.value}::text` : Prisma.sql`${cursor.value}::timestamptz`;
  const compare = ascending ? Prisma.sql`>` : Prisma.sql`<`;
  const condition = Prisma.sql`(${column}, ${id}) ${compare} (${value}, ${cursor.id}::uuid)`;
  return { conditions: [condition], orderBy };
}
