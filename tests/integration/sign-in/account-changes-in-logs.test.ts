import { expect, test } from 'vitest';
import { memberActionOf, type AccountChange } from '@/lib/audit/actions';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import { createOrganization } from '@/lib/orgs/create-organization';
import { asSystem } from '@/lib/platform/db';
import { changePassword } from '@/lib/sign-in/change-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  houseOfFile,
  otherPassword,
  personGrant,
  type TestPerson,
} from '@/tests/support/people';
import { turnOnMfa } from '@/tests/support/second-factor';

const house = houseOfFile();

type Told = { action: string; actor_id: string | null; target_id: string; after: unknown };

/** What the organization of a person is told of them. */
async function company(person: TestPerson): Promise<{ told: () => Promise<Told[]> }> {
  const grant = await personGrant(house, person.sessionToken);
  const { organizationId } = await createOrganization(house.deps, grant, {
    name: 'Acme',
    useCase: 'text-generation',
    timeZone: undefined,
  });
  return {
    told: () =>
      house.sql<Told>(
        `SELECT action, actor_id, target_id, after FROM audit_events
          WHERE organization_id = $1 AND action LIKE 'member.%' AND action <> 'member.added' ORDER BY occurred_at, id`,
        [organizationId],
      ),
  };
}

test('an organization is told that a member changed how they sign in, and no more', async () => {
  const person = await createPerson(house);
  const [acme, second] = [await company(person), await company(person)];
  const stranger = await company(await createPerson(house));
  const guarded = await turnOnMfa(house, person);
  house.deps.clock.moveBySeconds(1);
  await turnOffTotp(house.deps, await personGrant(house, guarded.sessionToken));
  house.deps.clock.moveBySeconds(1);
  await changePassword(house.deps, await personGrant(house, person.sessionToken), {
    currentPassword: person.password,
    newPassword: otherPassword,
  });
  const told = ['member.mfa-turned-on', 'member.mfa-turned-off', 'member.password-changed'].map(
    (action) => ({ action, actor_id: person.userId, target_id: person.userId, after: null }),
  );
  expect(await acme.told()).toEqual(told);
  expect(await second.told()).toEqual(told);
  expect(await stranger.told()).toEqual([]);
});

test('every such change has its name in the logs of organizations, and stands in the person’s own activity', async () => {
  const person = await createPerson(house);
  const { told } = await company(person);
  for (const action of Object.keys(memberActionOf) as AccountChange[]) {
    await asSystem(house.deps.db, 'mfa', (tx) =>
      recordAccountChange(house.deps, tx, {
        actor: { kind: 'user', id: person.userId, label: person.name, sessionMethod: 'password' },
        request: testRequest(),
        action,
        userId: person.userId,
        label: person.name,
        after: { endedSessions: 1 },
        shared: { after: { provider: 'Google' } },
      }),
    );
  }
  const actions = (await told()).map(({ action, after }) => {
    expect(after).toEqual({ provider: 'Google' });
    return action;
  });
  expect(new Set(actions)).toEqual(new Set(Object.values(memberActionOf)));
  const own = await house.sql<{ action: string }>(
    `SELECT action FROM audit_events WHERE organization_id IS NULL AND target_id = $1 AND after = '{"endedSessions": 1}'`,
    [person.userId],
  );
  expect(new Set(own.map(({ action }) => action))).toEqual(new Set(Object.keys(memberActionOf)));
});

test('without the events nothing changes', async () => {
  const person = await createPerson(house);
  const { told } = await company(person);
  const guarded = await turnOnMfa(house, person);
  const grant = await personGrant(house, guarded.sessionToken);
  const mend = await breakAudit(house);
  try {
    await expect(turnOffTotp(house.deps, grant)).rejects.toThrow();
  } finally {
    await mend();
  }
  expect((await told()).map(({ action }) => action)).toEqual(['member.mfa-turned-on']);
});
