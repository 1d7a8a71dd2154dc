import pg from 'pg';
import type { Crossing } from './crossings';
import type { Logger } from './log';

type SystemPoolOptions = {
  systemUrl: string;
  /** Connections at most. */
  size: number;
  log: Logger;
};

/**
 * Plain connections as `gatehouse_system`, for the data plane, to which Prisma's share of a query is too much. Whoever
 * waits longer than the limits below gets an error, so that a database which is down answers 503 and not silence.
 */
export function createSystemPool(
  crossing: Crossing,
  { systemUrl, size, log }: SystemPoolOptions,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: systemUrl,
    max: size,
    application_name: `gatehouse ${crossing}`,
    connectionTimeoutMillis: 800,
    query_timeout: 5_000,
    keepAlive: true,
  });
  // A connection that is cut while idle; the pool makes another. Without a listener it would end the process.
  pool.on('error', (error) => log.debug({ err: error, crossing }, 'an idle connection was lost'));
  return pool;
}

/**
 * An array of texts in which nothing needs quotes (ids, numbers, addresses), as Postgres reads it: at a tenth of the
 * cost of having pg quote each. Null is NULL.
 */
export function arrayOfPlain(texts: readonly (string | number | null)[]): string {
  return `{${texts.map((text) => text ?? 'NULL').join(',')}}`;
}
