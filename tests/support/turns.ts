import pg from 'pg';
import type { TestHouse } from './people';

/**
 * Makes acts on one person's row follow each other in this very order, however fast each is: the row is held, each act is
 * begun once the one before waits for it, and then it is let go.
 */
export async function inTurn(
  { database, sql }: TestHouse,
  userId: string,
  acts: (() => Promise<unknown>)[],
): Promise<PromiseSettledResult<unknown>[]> {
  const holder = new pg.Client({ connectionString: database.ownerUrl });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
    const begun: Promise<unknown>[] = [];
    for (const act of acts) {
      const promise = act();
      promise.catch(() => undefined);
      begun.push(promise);
      await waitForLocks(sql, begun.length);
    }
    await holder.query('COMMIT');
    return await Promise.allSettled(begun);
  } finally {
    await holder.end();
  }
}

/** Until so many statements wait for a lock. `sql` is of a connection outside any transaction, which would see one moment. */
export async function waitForLocks(sql: TestHouse['sql'], count: number): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    const rows = await sql<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${count} acts were to wait for a lock`);
}
