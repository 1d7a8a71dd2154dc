import { afterAll, beforeAll, expect, test } from 'vitest';
import { listModels } from '@/lib/catalogue/list-models';
import { listServices } from '@/lib/catalogue/list-services';
import { services } from '@/lib/verification/model';
import { seedCatalogue } from '@/prisma/seed.mjs';
import { createWorld, type Tenant, type World } from '../../support/tenants';

let world: World;
let acme: Tenant;

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

const models = () => listModels(world.deps, acme.grant('read-only', 'organization.read'));

test('the services are those that verify knows, in the order of the catalogue', async () => {
  const listed = await listServices(world.deps, acme.grant('billing-manager', 'organization.read'));
  expect(listed.map(({ id }) => id)).toEqual([...services]);
});

test('models are listed by service, from the day on which they can be called', async () => {
  expect((await models()).map(({ id }) => id).slice(0, 4)).toEqual([
    'gatehouse-text-1',
    'gatehouse-text-1-mini',
    'gatehouse-code-1',
    'gatehouse-speech-1',
  ]);
  const now = world.deps.clock.now();
  world.deps.clock.moveTo(new Date('2026-02-28T23:59:59.999Z'));
  expect((await models()).map(({ id }) => id)).not.toContain('gatehouse-code-1');
  world.deps.clock.moveTo(new Date('2026-03-01T00:00:00.000Z'));
  expect((await models()).map(({ id }) => id)).toContain('gatehouse-code-1');
  world.deps.clock.moveTo(now);
});

test('seeding again changes nothing that the operator changed', async () => {
  await world.owner.query(
    `UPDATE catalogue_models SET name = 'Ours' WHERE id = 'gatehouse-text-1'`,
  );
  const before = await models();
  await seedCatalogue(world.owner, process.cwd());
  expect(await models()).toEqual(before);
});
