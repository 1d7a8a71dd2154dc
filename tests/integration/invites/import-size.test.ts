import { afterAll, beforeAll, expect, test } from 'vitest';
import { addresses, importsOf } from '@/tests/support/imports';
import { createWorld, type World } from '@/tests/support/tenants';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const rows = 10_000;

test('10,000 lines are looked through and written in seconds', async () => {
  const imports = importsOf(world, await world.tenant('Acme'));
  const began = performance.now();
  const importId = await imports.preview(addresses(rows));
  const previewed = performance.now();
  await imports.start(importId);
  const started = performance.now();
  await imports.run(importId);
  const written = performance.now();
  console.log(previewed - began, started - previewed, written - started);
  expect((await imports.get(importId)).counts).toEqual({ invited: rows });
});
