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
  const importId = await imports.preview(addresses(rows));
  await imports.start(importId);
  await imports.run(importId);
  expect((await imports.get(importId)).counts).toEqual({ invited: rows });
});
