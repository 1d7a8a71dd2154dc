import { createRequire } from 'node:module';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { SYSTEM_ROLE } from './serving-roles.mjs';

const SCHEMA = 'graphile_worker';

/** To be raised when the grants below change. */
const GRANTS_VERSION = 1;

/**
 * Brings the job library's own tables up to date. They have row-level security on and no policies:
 * the serving role that works on jobs gets its own.
 *
 * @param {pg.Client} client
 * @param {{ root: string, url: string }} target
 */
export async function migrateJobTables(client, { root, url }) {
  const require = createRequire(path.join(root, 'package.json'));
  const { version } = require('graphile-worker/package.json');
  const stamp = `graphile-worker ${version}, grants ${GRANTS_VERSION}`;
  if ((await readStamp(client)) === stamp) return;
  await runMigrations({ connectionString: url });
  await grantToSystemRole(client);
  await client.query(`COMMENT ON SCHEMA ${SCHEMA} IS ${pg.escapeLiteral(stamp)}`);
}

/** @param {pg.Client} client */
async function readStamp(client) {
  const { rows } = await client.query(
    "SELECT obj_description(oid, 'pg_namespace') AS stamp FROM pg_namespace WHERE nspname = $1",
    [SCHEMA],
  );
  return rows[0]?.stamp;
}

/** @param {pg.Client} client */
async function grantToSystemRole(client) {
  await client.query(`
    GRANT USAGE ON SCHEMA ${SCHEMA} TO ${SYSTEM_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${SYSTEM_ROLE};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${SYSTEM_ROLE};
    REVOKE INSERT, UPDATE, DELETE ON ${SCHEMA}.migrations FROM ${SYSTEM_ROLE};
    DO $$
    DECLARE t text;
    BEGIN
      FOR t IN SELECT relname FROM pg_class WHERE relnamespace = '${SCHEMA}'::regnamespace AND relrowsecurity LOOP
        EXECUTE format('DROP POLICY IF EXISTS system_all ON ${SCHEMA}.%I', t);
        EXECUTE format('CREATE POLICY system_all ON ${SCHEMA}.%I TO ${SYSTEM_ROLE} USING (true) WITH CHECK (true)', t);
      END LOOP;
    END $$`);
}
