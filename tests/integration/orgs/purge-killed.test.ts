import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataPlaneEnvironment } from '@/tests/support/data-plane';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { connectAsOwner, eventually, insertKey, insertOrganization } from '@/tests/support/keys';
import { startRole, type RoleProcess } from '@/tests/support/role-process';

let database: TestDatabase;
let owner: pg.Client;
const workers: RoleProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectAsOwner(database);
});
afterAll(async () => {
  for (const worker of workers) await worker.stop('SIGKILL');
  await owner.end();
  await database.drop();
});

async function startWorker(): Promise<RoleProcess> {
  const worker = await startRole('worker', { ...dataPlaneEnvironment(database), ROLES: 'worker' });
  workers.push(worker);
  return worker;
}

test('a worker that is killed while it erases an organization leaves whole steps, and the next one finishes', async () => {
  const organization = await insertOrganization(owner, 'admin');
  const { organizationId } = organization;
  await insertKey(owner, organization);
  await owner.query(
    `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_label, action, target_kind, target_label)
     SELECT gen_random_uuid(), $1, now(), 'user', 'Ada', 'api-key.updated', 'api-key', 'Mill' FROM generate_series(1, 5000)`,
    [organizationId],
  );
  // Slow enough to be met in the middle of a step.
  await owner.query(`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.0005); RETURN OLD; END $$;
    CREATE TRIGGER slowly BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION slowly()`);
  await owner.query(`UPDATE organizations SET status = 'deleting' WHERE id = $1`, [organizationId]);
  await owner.query('UPDATE organizations SET deletion_ends_at = now() WHERE id = $1', [
    organizationId,
  ]);
  const events = async () =>
    (
      await owner.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM audit_events WHERE organization_id = $1',
        [organizationId],
      )
    ).rows[0]?.count ?? -1;

  const first = await startWorker();
  await owner.query(`SELECT graphile_worker.add_job('purge-organizations')`);
  await eventually(async () => (await events()) < 5000, 20_000);
  await first.stop('SIGKILL');
  // What was in hand is rolled back once the database notices.
  await eventually(async () => {
    const { rows } = await owner.query<{ busy: number }>(
      `SELECT count(*)::int AS busy FROM pg_stat_activity WHERE query LIKE '%gatehouse_purge%' AND pid <> pg_backend_pid() AND state = 'active'`,
    );
    return rows[0]?.busy === 0;
  }, 20_000);
  const left = await events();
  expect(left).toBeGreaterThan(0);
  const { rows } = await owner.query('SELECT purge_started_at FROM organizations WHERE id = $1', [
    organizationId,
  ]);
  expect(rows).toHaveLength(1);

  await owner.query('DROP TRIGGER slowly ON audit_events');
  await startWorker();
  await eventually(async () => (await events()) === 0, 30_000);
  await eventually(async () => {
    const gone = await owner.query('SELECT 1 FROM deleted_organizations WHERE id = $1', [
      organizationId,
    ]);
    return gone.rowCount === 1;
  }, 10_000);
  const told = await owner.query(
    `SELECT 1 FROM audit_events WHERE action = 'installation.organization-erased' AND target_id = $1`,
    [organizationId],
  );
  expect(told.rowCount).toBe(1);
}, 120_000);
