import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * Statements in SQL, in the words of Prisma's transactions, so that a query written so runs in one of them and on a
 * plain connection alike.
 */
export type Sql = {
  $queryRaw<T>(strings: TemplateStringsArray, ...values: unknown[]): Promise<T>;
  /** Returns how many rows it touched. */
  $executeRaw(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>;
};

type Statement = { name: string; text: string };

/** By the place in the source that it is written at: the runtime hands the same strings over each time. */
const statements = new WeakMap<TemplateStringsArray, Statement>();

function statementOf(strings: TemplateStringsArray): Statement {
  const known = statements.get(strings);
  if (known !== undefined) return known;
  const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const statement = { name, text };
  statements.set(strings, statement);
  return statement;
}

/**
 * The same words on a plain connection. Postgres plans each statement once a connection (PREPARE), which with what
 * Prisma does around a query is most of the cost of a short one. Values are of pg's kinds: none is a piece of SQL.
 */
export function sqlOver(connection: Pick<pg.ClientBase | pg.Pool, 'query'>): Sql {
  const run = (strings: TemplateStringsArray, values: unknown[]) =>
    (connection as pg.ClientBase).query({ ...statementOf(strings), values });
  return {
    $queryRaw: async <T>(strings: TemplateStringsArray, ...values: unknown[]) =>
      (await run(strings, values)).rows as T,
    $executeRaw: async (strings, ...values) => (await run(strings, values)).rowCount ?? 0,
  };
}

/**
 * Runs `work` in one transaction on a connection of its own, which is given up where it cannot be rolled back.
 * @param pool with `pipeline`: BEGIN goes out with the first statement.
 */
export async function transactionOver<T>(
  pool: pg.Pool,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect();
  // One that is cut meanwhile fails the statement that waits; without a listener it would end the process as well.
  const ignore = () => undefined;
  connection.on('error', ignore);
  const release = (lost?: unknown) => {
    connection.release(lost === undefined ? undefined : true);
    // A connection that is given up may still report its end.
    if (lost === undefined) connection.off('error', ignore);
  };
  try {
    const [, result] = await Promise.all([connection.query('BEGIN'), work(sqlOver(connection))]);
    await connection.query('COMMIT');
    release();
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').then(() => release(), release);
    throw error;
  }
}
