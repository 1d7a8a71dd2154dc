import { describe, expect, test } from 'vitest';
import { findMfaStatus } from '@/lib/mfa/find-mfa-status';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { findSession } from '@/lib/sessions/find-session';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { UsageError } from '@/operator/command';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  mailsFor,
  noCookies,
  personGrant,
  signInAgain,
  type TestPerson,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson, turnOnMfa } from '@/tests/support/second-factor';
import { refusalOf } from '@/tests/support/tenants';
import { runCommand } from './terminal';

const house = houseOfFile();

const reset = (email: string) => runCommand(house, ['reset-mfa', email]);

const leftOf = async ({ userId }: TestPerson) => {
  const [row] = await house.sql<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM totp_factors WHERE user_id = $1) AS factors,
            (SELECT count(*)::int FROM totp_enrolments WHERE user_id = $1) AS enrolments,
            (SELECT count(*)::int FROM recovery_codes WHERE user_id = $1) AS codes,
            (SELECT count(*)::int FROM sign_in_challenges WHERE user_id = $1) AS challenges,
            (SELECT count(*)::int FROM sessions WHERE user_id = $1 AND revoked_at IS NULL) AS sessions`,
    [userId],
  );
  return row;
};

const eventsOf = ({ userId }: TestPerson) =>
  house.sql(
    `SELECT actor_kind, actor_id, actor_label, organization_id, target_label, after, ip FROM audit_events
      WHERE target_kind = 'user' AND target_id = $1 AND action = 'user.mfa-reset'`,
    [userId],
  );

const resetMailsFor = async ({ email }: TestPerson) =>
  (await mailsFor(house, email)).filter(
    (mail) => mail.template === 'mfa-changed' && mail.change === 'reset',
  );

/** With everything that a second factor can leave behind: a session, a secret that waits, a half-finished sign-in. */
async function entangledPerson() {
  const person = await createPerson(house);
  const second = await signInAgain(house, person);
  const guarded = await turnOnMfa(house, person);
  await startTotpEnrolment(house.deps, await personGrant(house, guarded.sessionToken));
  const half = await signInWithPassword(house.deps, testRequest(), guarded, noCookies);
  if (half.status !== 'second-factor-due') throw new Error('no second factor was asked for');
  return { ...guarded, otherToken: second.sessionToken, challengeToken: half.challengeToken };
}

describe('reset-mfa', () => {
  test('leaves nothing of the second factor, ends every session, and lets the password alone in', async () => {
    const person = await entangledPerson();
    const bystander = await createGuardedPerson(house);
    expect(await leftOf(person)).toEqual({
      ...{ factors: 1, enrolments: 1, codes: 10 },
      ...{ challenges: 1, sessions: 1 },
    });
    expect(await reset(person.email.toUpperCase())).toEqual([
      `Two-factor authentication is off for ${person.name} <${person.email}>, who was told by mail.`,
      'Sessions ended: 1.',
    ]);
    expect(await leftOf(person)).toEqual({
      ...{ factors: 0, enrolments: 0, codes: 0 },
      ...{ challenges: 0, sessions: 0 },
    });
    for (const token of [person.sessionToken, person.otherToken]) {
      expect(await findSession(house.deps, token)).toBeNull();
    }
    const { sessionToken } = await signInAgain(house, person);
    const grant = await personGrant(house, sessionToken);
    expect(await findMfaStatus(house.deps, grant)).toEqual({ isOn: false });
    expect(await leftOf(bystander)).toMatchObject({ factors: 1, codes: 10, sessions: 1 });
  });

  test('is an event of the operator and a mail to the person', async () => {
    const person = await createGuardedPerson(house);
    await reset(person.email);
    expect(await eventsOf(person)).toEqual([
      {
        actor_kind: 'operator',
        actor_id: 'reset-mfa',
        actor_label: 'operator reset-mfa',
        organization_id: null,
        target_label: `${person.name} <${person.email}>`,
        after: { endedSessions: 1 },
        ip: null,
      },
    ]);
    expect(await resetMailsFor(person)).toMatchObject([{ name: person.name, codesLeft: 0 }]);
  });

  test('ends a half-finished sign-in: the right code finishes it no longer', async () => {
    const person = await entangledPerson();
    const proof = { kind: 'totp', code: codeOf(house, person.secret) } as const;
    const { challengeToken } = person;
    await reset(person.email);
    const finished = completeSecondFactor(house.deps, testRequest(), proof, {
      ...noCookies,
      challengeToken,
    });
    expect((await refusalOf(finished)).code).toBe('challenge-invalid');
  });

  test('said by ten at once, is done, written and mailed once', async () => {
    const person = await createGuardedPerson(house);
    const said = await Promise.allSettled(Array.from({ length: 10 }, () => reset(person.email)));
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await eventsOf(person)).toHaveLength(1);
    expect(await resetMailsFor(person)).toHaveLength(1);
  });

  test('lets no sign-in through that runs at the same time', async () => {
    const person = await entangledPerson();
    const proof = { kind: 'totp', code: codeOf(house, person.secret) } as const;
    const { challengeToken } = person;
    await Promise.allSettled([
      completeSecondFactor(house.deps, testRequest(), proof, { ...noCookies, challengeToken }),
      reset(person.email),
    ]);
    expect(await leftOf(person)).toMatchObject({ factors: 0, challenges: 0, sessions: 0 });
  });

  test('refuses an address that nobody has, and a person whose second factor is off', async () => {
    const unknown = await refusalOf(reset('nobody@example.com'));
    expect(unknown.code).toBe('not-found');
    expect(unknown.publicMessage).toBe('There is no account for nobody@example.com.');
    const person = await createPerson(house);
    const off = await refusalOf(reset(person.email));
    expect(off.code).toBe('conflict');
    expect(off.publicMessage).toBe(`Two-factor authentication is off for ${person.email} already.`);
    expect(await leftOf(person)).toMatchObject({ sessions: 1 });
    expect(await eventsOf(person)).toEqual([]);
  });

  test.each([
    ['no address', []],
    ['what is none', ['ada']],
    ['two', [freshEmail(), freshEmail()]],
    ['an option', ['--all']],
  ])('refuses %s', async (_what, args) => {
    await expect(runCommand(house, ['reset-mfa', ...args])).rejects.toThrow(UsageError);
  });

  test('leaves everything as it was where the event cannot be written', async () => {
    const person = await entangledPerson();
    const before = await leftOf(person);
    const mend = await breakAudit(house);
    try {
      await expect(reset(person.email)).rejects.toThrow();
    } finally {
      await mend();
    }
    expect(await leftOf(person)).toEqual(before);
    expect(await resetMailsFor(person)).toEqual([]);
  });
});
