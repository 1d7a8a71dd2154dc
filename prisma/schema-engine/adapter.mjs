import crypto from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { escapeLiteral } from 'pg';

/** @typedef {Awaited<ReturnType<PrismaPg['connect']>>} Adapter */

/** OIDs of the column types `"char"`, which the adapter refuses, and `text`. */
const CHAR_OID = 18;
const TEXT_OID = 25;
/** `ColumnTypeEnum.Character` of the adapter's protocol. */
const CHARACTER = 6;

/**
 * Prisma's Postgres adapter, fit for the schema engine.
 *
 * @param {string} url
 */
export function createMigrationAdapter(url) {
  return bindMigrationAwareSqlAdapterFactory(new MigrationPg(url));
}

class MigrationPg extends PrismaPg {
  #url;

  /** @param {string} url */
  constructor(url) {
    super({ connectionString: url });
    this.#url = url;
  }

  /** @override */
  async connect() {
    return presentCatalogTypes(sendScriptsWhole(await super.connect()));
  }

  /**
   * Prisma replays all migrations in an empty database to learn what they make. The adapter's own
   * version drops it while its pool is still connected, which Postgres refuses.
   *
   * @override
   */
  async connectToShadowDb() {
    const main = await this.connect();
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await main.executeScript(`CREATE DATABASE "${database}"`);
    const url = new URL(this.#url);
    url.pathname = `/${database}`;
    const shadow = await new MigrationPg(url.toString()).connect();
    const disconnect = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await disconnect();
      await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

/**
 * The adapter splits a script at every `;`, which breaks `$$` bodies. Sent whole it is also one
 * implicit transaction: a migration that fails leaves nothing half-done.
 *
 * The engine notes a migration before and after it runs. Noting its end inside that transaction too
 * makes both happen or neither, so that a migration killed at any moment can simply be run again.
 *
 * @param {Adapter} adapter
 */
function sendScriptsWhole(adapter) {
  const pool = adapter.underlyingDriver();
  const executeRaw = adapter.executeRaw.bind(adapter);
  /** @type {unknown} */
  let startedMigration;
  return Object.assign(adapter, {
    /** @param {Parameters<Adapter['executeRaw']>[0]} statement */
    executeRaw(statement) {
      if (statement.sql.startsWith('INSERT INTO "_prisma_migrations"')) {
        startedMigration = statement.args[0];
      }
      return executeRaw(statement);
    },
    /** @param {string} script */
    async executeScript(script) {
      const migration = startedMigration;
      startedMigration = undefined;
      // What runs CONCURRENTLY must stand alone, outside any transaction.
      const alone = migration === undefined || /\bCONCURRENTLY\b/i.test(script);
      try {
        await pool.query(alone ? script : `${script}\n;${noteFinished(String(migration))}`);
      } catch (error) {
        // The adapter's own translation, which is marked protected.
        adapter['onError'](error);
      }
    },
  });
}

/** @param {string} migrationId */
function noteFinished(migrationId) {
  const id = escapeLiteral(migrationId);
  return `UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "id" = ${id}`;
}

/**
 * The engine reads Postgres' catalogue, whose `"char"` columns the adapter cannot name: they are
 * presented as text. Only `constraint_type` must stay a character: since Postgres 18 lists NOT NULL
 * constraints too, the engine looks at its value, and panics on a string.
 *
 * @param {Adapter} adapter
 */
function presentCatalogTypes(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    /** @param {string | import('pg').QueryConfig} statement */
    async query(statement) {
      const result = await query(statement);
      // A script of several statements yields a list of results, and nobody reads its columns.
      for (const field of result.fields ?? []) {
        if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
      }
      return result;
    },
  });
  const queryRaw = adapter.queryRaw.bind(adapter);
  /** @type {Adapter['queryRaw']} */
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    const index = result.columnNames.indexOf('constraint_type');
    if (index >= 0) result.columnTypes[index] = CHARACTER;
    return result;
  };
  return adapter;
}
