import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@/generated/prisma/client';
import type { Crossing } from './crossings';

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
/** Any of them: for what is written along with every act, such as audit events and mail. */
export type AnyTx = OrgTx | PersonTx | SystemTx;

/** The two serving roles, each with its own pool. Neither owns tables nor bypasses row-level security. */
export type Db = {
  readonly app: PrismaClient;
  readonly system: PrismaClient;
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
  return {
    app,
    system,
    async close() {
      await Promise.all([app.$disconnect(), system.$disconnect()]);
    },
  };
}

/**
 * Runs `work` in one transaction that sees only the organization's rows. The setting is local to the transaction
 * (`set_config(…, true)`), so that nothing leaks to whoever gets the connection next.
 */
export async function withOrg<T>(
  db: Db,
  organizationId: string,
  work: (tx: OrgTx) => Promise<T>,
): Promise<T> {
  return db.app.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('gatehouse.organization_id', ${organizationId}, true)`;
    return work(tx as OrgTx);
  }, limits);
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

/** One statement of a named crossing, which needs no transaction: it spares BEGIN and COMMIT where many requests pay. */
export async function readAsSystem<T>(
  db: Db,
  _crossing: Crossing,
  read: (tx: SystemTx) => Promise<T>,
): Promise<T> {
  return read(db.system as Tx as SystemTx);
}
