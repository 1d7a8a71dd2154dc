import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from '@/generated/prisma/client';
import { beingDeleted } from '@/lib/kernel/errors';
import type { Crossing } from './crossings';
import { isCheckViolation } from './db-errors';
import { sqlOver, transactionOver, type Sql } from './sql';

declare const orgScope: unique symbol;
declare const personScope: unique symbol;
declare const systemScope: unique symbol;

type Tx = Prisma.TransactionClient;

/** A transaction that sees one organization, by row-level security. Made by `withOrg` alone. */
export type OrgTx = Tx & { readonly [orgScope]: true };
/** A transaction that sees one person's own rows. Made by `withPerson` alone. */
export type PersonTx = Tx & { readonly [personScope]: true };
/** A transaction of a named crossing. Made by `asSystem` alone. */
export type SystemTx = Tx & { readonly [systemScope]: true };

/** A named crossing for statements in SQL alone: a `SystemTx`, or a plain connection where each millisecond is paid often. */
export type SystemSql = Sql & { readonly [systemScope]: true };
/** Any of them, for statements in SQL alone: what is written along with every act, such as audit events and mail. */
export type AnySql =
  SystemSql | (Sql & ({ readonly [orgScope]: true } | { readonly [personScope]: true }));

/** The two serving roles, each with its own pool. Neither owns tables nor bypasses row-level security. */
export type Db = {
  readonly app: PrismaClient;
  readonly system: PrismaClient;
  /** Plain connections as the system role, opened when the first is wanted. */
  readonly systemPool: pg.Pool;
  close(): Promise<void>;
};

type DbOptions = {
  appUrl: string;
  systemUrl: string;
  /** Connections per role. */
  poolSize?: number;
};

/**
 * Waiting for a free connection is bounded, so that an exhausted pool answers 503 instead of hanging; but not so short
 * that the first page after a start fails, while a busy machine is still opening the connections of the pool.
 */
const limits = { maxWait: 5_000, timeout: 10_000 };

export function createDb({ appUrl, systemUrl, poolSize = 8 }: DbOptions): Db {
  const connect = (connectionString: string) =>
    new PrismaClient({
      adapter: new PrismaPg({
        connectionString,
        max: poolSize,
        connectionTimeoutMillis: limits.maxWait,
      }),
    });
  const app = connect(appUrl);
  const system = connect(systemUrl);
  const systemPool = new pg.Pool({
    connectionString: systemUrl,
    max: poolSize,
    connectionTimeoutMillis: limits.maxWait,
    query_timeout: limits.timeout,
    pipeline: true,
  });
  // A connection that is cut while idle; the pool makes another. Without a listener it would end the process.
  systemPool.on('error', () => undefined);
  return {
    app,
    system,
    systemPool,
    async close() {
      await Promise.all([app.$disconnect(), system.$disconnect(), systemPool.end()]);
    },
  };
}

/**
 * Runs `work` in one transaction that sees only the organization's rows. The setting is local to the transaction
 * (`set_config(…, true)`), so that nothing leaks to whoever gets the connection next.
 * @throws AppError `organization-deleting` where it would change an organization that is being deleted.
 */
export async function withOrg<T>(
  db: Db,
  organizationId: string,
  work: (tx: OrgTx) => Promise<T>,
): Promise<T> {
  try {
    return await db.app.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('gatehouse.organization_id', ${organizationId}, true)`;
      return work(tx as OrgTx);
    }, limits);
  } catch (error) {
    throw isCheckViolation(error, 'organization_being_deleted') ? beingDeleted(error) : error;
  }
}

/** Runs `work` in one transaction that sees only what is the person's own: account, sessions, memberships. */
export async function withPerson<T>(
  db: Db,
  userId: string,
  work: (tx: PersonTx) => Promise<T>,
): Promise<T> {
  return db.app.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('gatehouse.user_id', ${userId}, true)`;
    return work(tx as PersonTx);
  }, limits);
}

/** Runs `work` in one transaction across organizations, for one of the reasons that `Crossing` names. */
export async function asSystem<T>(
  db: Db,
  _crossing: Crossing,
  work: (tx: SystemTx) => Promise<T>,
  /** How long the transaction may stay open, in milliseconds. */
  timeout = limits.timeout,
): Promise<T> {
  return db.system.$transaction((tx) => work(tx as SystemTx), { ...limits, timeout });
}

/** As `asSystem`, on a plain connection: for what a flood asks for, such as signing in. */
export async function asSystemInSql<T>(
  db: Db,
  _crossing: Crossing,
  work: (sql: SystemSql) => Promise<T>,
): Promise<T> {
  return transactionOver(db.systemPool, (sql) => work(sql as SystemSql));
}

/** One statement of a named crossing, which needs no transaction: it spares BEGIN and COMMIT where many requests pay. */
export async function readAsSystem<T>(
  db: Db,
  _crossing: Crossing,
  read: (sql: SystemSql) => Promise<T>,
): Promise<T> {
  return read(sqlOver(db.systemPool) as SystemSql);
}
