import pg from 'pg';
import { isUnavailable, isUniqueViolation } from '@/lib/platform/db-errors';
import { asSystemInSql, readAsSystem } from '@/lib/platform/db';
import type { sqlOver } from '@/lib/platform/sql';
import { transactionOver } from '@/lib/platform/sql';
import { houseOfFile } from '../../support/people';
import { expect, test } from 'vitest';

const house = houseOfFile();

test('a statement is prepared once a connection, whoever runs it how often', async () => {
  const { db } = house.deps;
  await asSystemInSql(db, 'sign-in', async (sql) => {
    for (const number of [1, 2, 3]) {
      const rows = await sql.$queryRaw<{ number: number }[]>`SELECT ${number}::int AS number`;
      expect(rows).toEqual([{ number }]);
    }
    const prepared = await sql.$queryRaw<{ statement: string }[]>`
      SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int AS number'`;
    expect(prepared).toHaveLength(1);
  });
});

test('one statement needs no transaction, and values are no SQL', async () => {
  const nasty = "'; DROP TABLE users; --";
  const rows = await readAsSystem(
    house.deps.db,
    'sign-in',
    (sql) => sql.$queryRaw<{ text: string }[]>`SELECT ${nasty}::text AS text`,
  );
  expect(rows).toEqual([{ text: nasty }]);
});

test('a refusal of any statement takes the whole transaction with it, and the connection goes on', async () => {
  const pool = new pg.Pool({ connectionString: house.database.systemUrl, max: 1, pipeline: true });
  const id = house.deps.ids.next();
  const insert = (sql: ReturnType<typeof sqlOver>) => sql.$executeRaw`
    INSERT INTO outbox_mails (id, recipient, template, message_id, created_at)
    VALUES (${id}::uuid, 'a@example.com', 'none', ${id}, now())`;
  const refusal: unknown = await transactionOver(pool, async (sql) => {
    expect(await insert(sql)).toBe(1);
    await insert(sql);
  }).catch((error: unknown) => error);
  expect(isUniqueViolation(refusal, 'outbox_mails_pkey')).toBe(true);
  expect(isUniqueViolation(refusal, 'another_key')).toBe(false);
  expect(isUnavailable(refusal)).toBe(false);
  expect(await house.sql('SELECT 1 FROM outbox_mails WHERE id = $1', [id])).toEqual([]);
  await transactionOver(pool, insert);
  expect(await house.sql('SELECT 1 FROM outbox_mails WHERE id = $1', [id])).toHaveLength(1);
  await pool.end();
});

test('a database that is not there, or does not answer in time, is unavailable', async () => {
  const nowhere = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const asked = (pool: pg.Pool) =>
    transactionOver(pool, (sql) => sql.$queryRaw`SELECT pg_sleep(1)`).catch(
      (error: unknown) => error,
    );
  expect(isUnavailable(await asked(nowhere))).toBe(true);
  const hurried = new pg.Pool({
    connectionString: house.database.systemUrl,
    query_timeout: 50,
    pipeline: true,
  });
  hurried.on('error', () => undefined);
  expect(isUnavailable(await asked(hurried))).toBe(true);
  const full = new pg.Pool({
    connectionString: house.database.systemUrl,
    max: 1,
    // Long enough for the first connection on a busy machine.
    connectionTimeoutMillis: 1_000,
  });
  const held = await full.connect();
  expect(isUnavailable(await asked(full))).toBe(true);
  held.release();
  await Promise.all([nowhere.end(), hurried.end(), full.end()]);
});

test('a connection that the database cuts in the middle fails the act, and nothing else', async () => {
  const { db } = house.deps;
  const cut: unknown = await asSystemInSql(db, 'sign-in', async (sql) => {
    const [self] = await sql.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await house.sql('SELECT pg_terminate_backend($1)', [self?.pid]);
    await sql.$queryRaw`SELECT 1`;
  }).catch((error: unknown) => error);
  expect([String(cut), isUnavailable(cut)]).toEqual([expect.any(String), true]);
  const [row] = await readAsSystem(
    db,
    'sign-in',
    (sql) => sql.$queryRaw<{ one: number }[]>`SELECT 1 AS one`,
  );
  expect(row).toEqual({ one: 1 });
});
