import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  breakAudit,
  createTestHouse,
  freshEmail,
  goodPassword,
  type TestHouse,
} from '@/tests/support/people';
import { refusalOf } from '@/tests/support/tenants';
import { runCommand } from './terminal';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
  for (const name of ['Mills', 'Other']) {
    await runCommand(
      house,
      [
        ...['create-admin', '--email', freshEmail(), '--name', 'Ada Byron'],
        ...['--organization', name, '--password-stdin'],
      ],
      goodPassword,
    );
  }
});
beforeEach(async () => {
  await house.sql('DELETE FROM organization_domains');
  await house.sql(
    `INSERT INTO organization_domains (id, organization_id, domain, token, requires_sso, created_by_name, created_at, verified_at, next_check_at)
     SELECT gen_random_uuid(), o.id, d.name || '.' || o.slug || '.example', 'token', d.name <> 'free', 'Ada', now(), now(), now()
       FROM organizations o, (VALUES ('a'), ('b'), ('free')) d(name)`,
  );
});
afterAll(() => house.close());

const requiring = async () => {
  const rows = await house.sql<{ domain: string }>(
    'SELECT domain FROM organization_domains WHERE requires_sso ORDER BY domain',
  );
  return rows.map(({ domain }) => domain);
};
const others = ['a.other.example', 'b.other.example'];

test('every domain of that organization, and of no other, takes every way again, and the log names each', async () => {
  expect(await runCommand(house, ['lift-sso-requirement', 'mills'])).toEqual([
    'a.mills.example, b.mills.example: single sign-on is no longer required.',
  ]);
  expect(await requiring()).toEqual(others);
  const events = await house.sql<{ target_label: string; actor_label: string }>(
    `SELECT target_label, actor_label FROM audit_events WHERE action = 'domain.sso-no-longer-required' ORDER BY target_label`,
  );
  expect(events).toEqual([
    { target_label: 'a.mills.example', actor_label: 'operator lift-sso-requirement' },
    { target_label: 'b.mills.example', actor_label: 'operator lift-sso-requirement' },
  ]);
  expect(await runCommand(house, ['lift-sso-requirement', 'mills'])).toEqual([
    'No domain of Mills requires single sign-on.',
  ]);
});

test('nothing changes where there is no such organization, or the log cannot be written', async () => {
  expect(await refusalOf(runCommand(house, ['lift-sso-requirement', 'nobody']))).toMatchObject({
    code: 'not-found',
  });
  const mend = await breakAudit(house);
  await expect(runCommand(house, ['lift-sso-requirement', 'mills'])).rejects.toThrow();
  await mend();
  expect(await requiring()).toHaveLength(4);
});
