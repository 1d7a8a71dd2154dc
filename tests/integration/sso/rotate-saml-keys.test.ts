import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeOperator } from '@/lib/authz/authorize';
import { createKeyRing } from '@/lib/platform/key-ring';
import { systemRandom } from '@/lib/platform/random';
import { createConnection } from '@/lib/sso/create-connection';
import { findServiceProviderMetadata } from '@/lib/sso/find-service-provider-metadata';
import { rotateSamlKeys } from '@/lib/sso/rotate-saml-keys';
import { createWorld, type World } from '@/tests/support/tenants';
import { TEST_APP_SECRET } from '@/tests/support/test-server';

const newSecret = 'the-secret-that-comes-after-0123456789abcdef';
const ringOf = (...secrets: [string, ...string[]]) => createKeyRing(secrets, 'saml', systemRandom);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function add(name: string): Promise<string> {
  const tenant = await world.tenant(name);
  const who = tenant.people.admin;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
  const grant = tenant.grantFor(who, as, 'sso.update');
  return (await createConnection(world.deps, grant, { name })).connectionId;
}

test('a key goes on with the new secret alone, and one that no secret opens is named', async () => {
  const [good, lost] = [await add('Good'), await add('Lost')];
  await world.owner.query(`UPDATE saml_connections SET key_sealed = 'nonsense' WHERE id = $1`, [
    lost,
  ]);
  const during = { ...world.deps, samlKeys: ringOf(newSecret, TEST_APP_SECRET) };
  const after = { ...world.deps, samlKeys: ringOf(newSecret) };
  await expect(findServiceProviderMetadata(after, good)).rejects.toThrow('APP_SECRET_PREVIOUS');
  const metadata = await findServiceProviderMetadata(during, good);
  const grant = authorizeOperator('rotate-secrets', 'r1');
  expect(await rotateSamlKeys(during, grant)).toEqual({
    sealedAnew: 1,
    unopenedConnectionIds: [lost],
  });
  expect(await findServiceProviderMetadata(after, good)).toBe(metadata);
  // Once is enough, and what is done is not done again.
  expect((await rotateSamlKeys(during, grant)).sealedAnew).toBe(0);
  const { rows } = await world.owner.query<{ after: unknown }>(
    `SELECT after FROM audit_events WHERE action = 'installation.secrets-rotated'`,
  );
  expect(rows).toMatchObject([{ after: { table: 'saml_connections', rows: 1 } }]);
});
