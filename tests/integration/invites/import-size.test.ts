import { afterAll, beforeAll, expect, test } from 'vitest';
import { addresses, importsOf } from '@/tests/support/imports';
import { createWorld, type World } from '@/tests/support/tenants';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const rows = 10_000;

test('10,000 lines are looked through and written by one job, in seconds even on a busy machine', async () => {
  const began = performance.now();
  const imports = importsOf(world, await world.tenant('Acme'));
  const importId = await imports.preview(addresses(rows));
  await imports.start(importId);
  const { rows: jobs } = await world.owner.query(
    `SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'run-invitation-import'`,
  );
  await imports.run(importId);
  expect(jobs).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(30_000);
  expect((await imports.get(importId)).counts).toEqual({ invited: rows });
}, 60_000);
