import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { listKeptMails } from '@/lib/notices/kept-mails';
import { createVault, deriveKey, openingAlso } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import { systemRandom } from '@/lib/platform/random';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { testDeps, type TestDeps } from '@/tests/support/deps';

let database: TestDatabase;
let deps: TestDeps;

beforeAll(async () => {
  database = await createTestDatabase();
  deps = testDeps(database, { mailLeaves: false });
});
afterAll(async () => {
  await deps.close();
  await database.drop();
});

const vaultOf = (secret: string) => createVault(deriveKey(secret, 'mail'), systemRandom);

const mailTo = (recipient: string) =>
  asSystem(deps.db, 'send-mail', (tx) =>
    enqueueMail(deps, tx, recipient, {
      template: 'reset-password',
      because: 'asked',
      name: 'Ada',
      link: 'http://localhost:3000/reset-password?token=one',
      expiresInMinutes: 30,
    }),
  );

test('mails of a previous secret are shown while it is known, and keep no others from being shown after', async () => {
  await mailTo('before@example.com');
  const [before, current] = [deps.vault, vaultOf('the-secret-that-comes-after')];
  const recipientsFor = async (vault: typeof before) =>
    (await listKeptMails({ ...deps, vault })).map(({ recipient }) => recipient);
  deps.vault = openingAlso(current, before);
  await mailTo('after@example.com');
  expect((await recipientsFor(deps.vault)).sort()).toEqual([
    'after@example.com',
    'before@example.com',
  ]);
  expect(await recipientsFor(current)).toEqual(['after@example.com']);
});
