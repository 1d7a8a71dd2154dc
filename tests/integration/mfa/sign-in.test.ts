import { describe, expect, test } from 'vitest';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import type { SecondFactorProof } from '@/lib/mfa/spend-second-factor';
import { findSession } from '@/lib/sessions/find-session';
import { changePassword } from '@/lib/sign-in/change-password';
import { completeSecondFactor, isSecondFactorDue } from '@/lib/sign-in/complete-second-factor';
import { challengeTries } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  lastMail,
  noCookies,
  otherPassword,
  personGrant,
  refusal,
  houseOfFile,
} from '@/tests/support/people';
import {
  codeOf,
  createGuardedPerson,
  nextStep,
  type GuardedPerson,
} from '@/tests/support/second-factor';

const house = houseOfFile();

/** The right password, in a browser that the account does not know: the token of what is still due. */
async function begin({ email, password }: GuardedPerson): Promise<string> {
  const input = { email, password };
  const result = await signInWithPassword(house.deps, testRequest(), input, noCookies);
  if (result.status !== 'second-factor-due') throw new Error('no second factor was asked for');
  return result.challengeToken;
}
const finish = (
  challengeToken: string | null,
  proof: SecondFactorProof,
  deviceToken: string | null = null,
) =>
  completeSecondFactor(house.deps, testRequest(), proof, {
    ...noCookies,
    deviceToken,
    challengeToken,
  });
const totp = (person: GuardedPerson, steps = 0): SecondFactorProof => ({
  kind: 'totp',
  code: codeOf(house, person.secret, steps),
});
const wrong: SecondFactorProof = { kind: 'totp', code: '000000' };
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((one) =>
    one.status === 'fulfilled'
      ? 'ok'
      : ((one.reason as { code?: string }).code ?? String(one.reason)),
  );

describe('with two-factor authentication, the right password', () => {
  test('opens no session, and its token is none', async () => {
    const person = await createGuardedPerson(house);
    const before = await house.sql('SELECT 1 FROM sessions WHERE user_id = $1', [person.userId]);
    const token = await begin(person);
    expect(await isSecondFactorDue(house.deps, token)).toBe(true);
    expect(await findSession(house.deps, token)).toBeNull();
    expect(await house.sql('SELECT 1 FROM sessions WHERE user_id = $1', [person.userId])).toEqual(
      before,
    );
  });

  test('and the code of the app open one, which says how', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    const { sessionToken } = await finish(token, totp(person));
    expect(await findSession(house.deps, sessionToken)).toMatchObject({
      method: 'password+totp',
      user: { id: person.userId },
    });
    expect(await isSecondFactorDue(house.deps, token)).toBe(false);
  });

  test('and one of the recovery codes open one, once, which is told to the person', async () => {
    const person = await createGuardedPerson(house);
    const code = person.recoveryCodes[3]!.toLowerCase();
    const { sessionToken } = await finish(await begin(person), { kind: 'recovery-code', code });
    expect(await findSession(house.deps, sessionToken)).toMatchObject({
      method: 'password+recovery-code',
    });
    expect(await lastMail(house, person.email, 'mfa-changed')).toMatchObject({
      change: 'code-used',
      codesLeft: 9,
    });
    const again = finish(await begin(person), { kind: 'recovery-code', code });
    await expect(again).rejects.toEqual(refusal('code-invalid'));
  });
});

describe('a code of the app', () => {
  test('is accepted once of twenty at the same moment', async () => {
    const person = await createGuardedPerson(house);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => begin(person)));
    const results = await Promise.allSettled(tokens.map((token) => finish(token, totp(person))));
    expect(codesOf(results).filter((code) => code === 'ok')).toHaveLength(1);
  });

  test('is not accepted again, and none before it either', async () => {
    const person = await createGuardedPerson(house);
    nextStep(house);
    await finish(await begin(person), totp(person));
    for (const steps of [0, -1]) {
      const again = finish(await begin(person), totp(person, steps));
      await expect(again).rejects.toEqual(refusal('code-invalid'));
    }
    nextStep(house);
    await finish(await begin(person), totp(person));
  });

  test('of the setting up is spent', async () => {
    const person = await createGuardedPerson(house);
    const spent = finish(await begin(person), totp(person, -1));
    await expect(spent).rejects.toEqual(refusal('code-invalid'));
  });

  test.each(['', '12345', 'abcdef', '１２３４５６', '\u0000\u0000'])(
    'that is malformed is an ordinary refusal: %j',
    async (code) => {
      const person = await createGuardedPerson(house);
      await expect(finish(await begin(person), { kind: 'totp', code })).rejects.toMatchObject({
        code: 'code-invalid',
        fieldErrors: { code: [expect.any(String)] },
      });
    },
  );

  test('that is wrong leaves an event', async () => {
    const person = await createGuardedPerson(house);
    await finish(await begin(person), wrong).catch(() => undefined);
    const [event] = await house.sql<{ after: unknown }>(
      "SELECT after FROM audit_events WHERE target_id = $1 AND action = 'user.sign-in-refused'",
      [person.userId],
    );
    expect(event?.after).toEqual({ reason: 'second-factor-wrong' });
  });
});

describe('tries', () => {
  test('are five for a sign-in, also when they come at once', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    const results = await Promise.allSettled(
      Array.from({ length: 3 * challengeTries }, () => finish(token, wrong)),
    );
    const codes = codesOf(results);
    expect(codes.filter((code) => code === 'code-invalid')).toHaveLength(challengeTries);
    expect(codes.filter((code) => code === 'challenge-invalid')).toHaveLength(2 * challengeTries);
    await expect(finish(token, totp(person))).rejects.toEqual(refusal('challenge-invalid'));
  });

  test('are counted across sign-ins, and a browser that the account knows is outside of that', async () => {
    const person = await createGuardedPerson(house);
    const { deviceToken } = await finish(await begin(person), totp(person));
    const codes: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      await house.sql("DELETE FROM attempt_counters WHERE key LIKE 'si-%'");
      const token = await begin(person);
      codes.push(
        ...codesOf(await Promise.allSettled(Array.from({ length: 5 }, () => finish(token, wrong)))),
      );
    }
    // The twentieth was the right one above.
    expect(codes.filter((code) => code === 'code-invalid')).toHaveLength(19);
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(6);
    nextStep(house);
    await finish(await begin(person), totp(person), deviceToken);
  });

  test('are sixty in a day, however patient somebody is', async () => {
    const person = await createGuardedPerson(house);
    const codes: string[] = [];
    for (let round = 0; round < 13; round += 1) {
      await house.sql("DELETE FROM attempt_counters WHERE key LIKE 'si-%' OR key LIKE 'mfa-acct%'");
      const token = await begin(person);
      const tries = Array.from({ length: challengeTries }, () => finish(token, wrong));
      codes.push(...codesOf(await Promise.allSettled(tries)));
    }
    expect(codes.filter((code) => code === 'code-invalid')).toHaveLength(60);
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(5);
  });

  test('end after ten minutes', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    house.deps.clock.moveBySeconds(10 * 60);
    expect(await isSecondFactorDue(house.deps, token)).toBe(false);
    await expect(finish(token, totp(person))).rejects.toEqual(refusal('challenge-invalid'));
  });

  test('without a token, or with one of nobody, begin at the beginning', async () => {
    for (const token of [null, 'x'.repeat(43)]) {
      await expect(finish(token, wrong)).rejects.toEqual(refusal('challenge-invalid'));
    }
  });
});

describe('a half-finished sign-in ends', () => {
  test('when the password is changed', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    await changePassword(house.deps, await personGrant(house, person.sessionToken), {
      currentPassword: person.password,
      newPassword: otherPassword,
    });
    await expect(finish(token, totp(person))).rejects.toEqual(refusal('challenge-invalid'));
  });

  test('when two-factor authentication is turned off', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    await turnOffTotp(house.deps, await personGrant(house, person.sessionToken));
    await expect(finish(token, totp(person))).rejects.toEqual(refusal('challenge-invalid'));
  });

  test('once it was finished, however many finish it at once with different codes', async () => {
    const person = await createGuardedPerson(house);
    const token = await begin(person);
    const proofs = person.recoveryCodes
      .slice(0, challengeTries)
      .map((code): SecondFactorProof => ({ kind: 'recovery-code', code }));
    const results = await Promise.allSettled(proofs.map((proof) => finish(token, proof)));
    expect(codesOf(results).filter((code) => code === 'ok')).toHaveLength(1);
    const left = await house.sql(
      'SELECT 1 FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL',
      [person.userId],
    );
    // A code that could not finish anything is not used up.
    expect(left).toHaveLength(9);
  });
});
