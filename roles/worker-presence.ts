import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from '@/lib/platform/log';

/** Marks our advisory locks among others': any number, the same everywhere. */
const LOCK_SPACE = 471_483;

const LOOK_EVERY_MILLISECONDS = 10_000;

/**
 * A job that was in hand when its worker was killed stays locked for four hours. So each worker keeps
 * an advisory lock in its own name, which ends with its connection; what is held in a name that
 * nobody keeps is given back.
 */
export function keepWorkersKnown(
  pool: pg.Pool,
  log: Logger,
): { events: WorkerEvents; stop: () => void } {
  const events = new EventEmitter() as WorkerEvents;
  const own = new Set<string>();
  let keeper: pg.PoolClient | undefined;
  // One after the other, since they share a connection.
  let last: Promise<void> = Promise.resolve();

  const connect = async (): Promise<pg.PoolClient> => {
    if (keeper !== undefined) return keeper;
    const client = await pool.connect();
    client.once('error', () => {
      // The locks are gone with it: the next look takes them again.
      if (keeper === client) keeper = undefined;
      client.release(true);
    });
    // Taking one twice costs nothing: a shared lock of the same session.
    for (const id of own) await lock(client, id);
    return (keeper = client);
  };
  const enqueue = (work: (client: pg.PoolClient) => Promise<void>): void => {
    last = last
      .then(async () => work(await connect()))
      .catch((error: unknown) => log.warn({ err: error }, 'could not look for dead workers'));
  };
  const look = () =>
    enqueue(async (client) => {
      const freed = await giveBackJobsOfTheDead(client, own);
      if (freed.length > 0) log.warn({ workers: freed }, 'gave back the jobs of dead workers');
    });

  // Jobs are held in the name of the pool, and not of the workers in it.
  events.on('pool:create', ({ workerPool: { id } }) => {
    own.add(id);
    enqueue((client) => lock(client, id));
  });
  look();
  const timer = setInterval(look, LOOK_EVERY_MILLISECONDS);
  return {
    events,
    stop: () => {
      clearInterval(timer);
      keeper?.release(true);
      keeper = undefined;
    },
  };
}

async function lock(client: pg.PoolClient, workerId: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [LOCK_SPACE, workerId]);
}

/** A worker's first seconds, before it holds its lock, are not taken for its death. */
const HOLDERS = `
  SELECT DISTINCT locked_by AS id FROM (
    SELECT locked_by, locked_at FROM graphile_worker._private_jobs
    UNION ALL SELECT locked_by, locked_at FROM graphile_worker._private_job_queues) held
  WHERE locked_by IS NOT NULL AND locked_at < now() - interval '5 seconds'`;

async function giveBackJobsOfTheDead(
  client: pg.PoolClient,
  own: ReadonlySet<string>,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(HOLDERS);
  const dead: string[] = [];
  for (const { id } of rows) {
    if (!own.has(id) && !(await isKept(client, id))) dead.push(id);
  }
  if (dead.length > 0) {
    await client.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [dead]);
  }
  return dead;
}

async function isKept(client: pg.PoolClient, workerId: string): Promise<boolean> {
  const args = [LOCK_SPACE, workerId];
  const { rows } = await client.query<{ free: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS free',
    args,
  );
  if (rows[0]?.free !== true) return true;
  await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', args);
  return false;
}
