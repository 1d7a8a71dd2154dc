import { describe, expect, test } from 'vitest';
import { asSystem } from '@/lib/platform/db';
import { findSession } from '@/lib/sessions/find-session';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { secureAccount } from '@/lib/sign-in/secure-account';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  lastMail,
  mailedResetToken,
  mailsFor,
  noCookies,
  otherPassword,
  refusal,
  signInAgain,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson } from '@/tests/support/second-factor';

const house = houseOfFile();

const secure = (userId: string) =>
  // The name of a crossing that tests have: each use case brings a transaction of its own.
  asSystem(house.deps.db, 'sign-in', (tx) =>
    secureAccount(house.deps, tx, { userId, request: testRequest(), reason: 'sign-in-disowned' }),
  );
const signIn = (email: string, password: string, deviceToken: string | null = null) =>
  signInWithPassword(house.deps, testRequest(), { email, password }, { ...noCookies, deviceToken });
const mailedToken = async (email: string) =>
  tokenIn((await lastMail(house, email, 'reset-password')).link);

describe('securing an account', () => {
  test('ends every session, known device and link, and takes the password away', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const earlierLink = await mailedResetToken(house, person.email);
    expect(await secure(person.userId)).toEqual({ endedSessions: 2 });
    for (const { sessionToken } of [person, other]) {
      expect(await findSession(house.deps, sessionToken)).toBeNull();
    }
    const left = await house.sql(
      `SELECT password_hash, (SELECT count(*)::int FROM known_devices WHERE user_id = $1) AS devices
         FROM users WHERE id = $1`,
      [person.userId],
    );
    expect(left).toEqual([{ password_hash: null, devices: 0 }]);
    await expect(
      resetPassword(house.deps, testRequest(), { token: earlierLink, password: otherPassword }),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('makes the old password an ordinary wrong one, even in a browser that was known', async () => {
    const person = await createPerson(house);
    await secure(person.userId);
    for (const deviceToken of [null, person.deviceToken]) {
      await expect(signIn(person.email, person.password, deviceToken)).rejects.toEqual(
        refusal('invalid-credentials'),
      );
    }
  });

  test('mails a link by which a new password is set, and the old one is not taken again', async () => {
    const person = await createPerson(house);
    await house.sql('DELETE FROM previous_passwords WHERE user_id = $1', [person.userId]);
    await secure(person.userId);
    const mail = await lastMail(house, person.email, 'reset-password');
    expect(mail).toMatchObject({ because: 'account-secured', expiresInMinutes: 30 });
    const token = tokenIn(mail.link);
    const reset = (password: string) =>
      resetPassword(house.deps, testRequest(), { token, password });
    await expect(reset(person.password)).rejects.toEqual(refusal('invalid-input'));
    await reset(otherPassword);
    await expect(signIn(person.email, otherPassword)).resolves.toMatchObject({
      status: 'signed-in',
    });
  });

  test('leaves two-factor authentication on, and ends a sign-in that waited for its code', async () => {
    const person = await createGuardedPerson(house);
    const half = await signIn(person.email, person.password);
    if (half.status !== 'second-factor-due') throw new Error('a code is due');
    await secure(person.userId);
    const finish = (challengeToken: string) =>
      completeSecondFactor(
        house.deps,
        testRequest(),
        { kind: 'totp', code: codeOf(house, person.secret) },
        { ...noCookies, challengeToken },
      );
    await expect(finish(half.challengeToken)).rejects.toEqual(refusal('challenge-invalid'));
    const token = await mailedToken(person.email);
    await resetPassword(house.deps, testRequest(), { token, password: otherPassword });
    const again = await signIn(person.email, otherPassword);
    if (again.status !== 'second-factor-due') throw new Error('a code is due');
    await expect(finish(again.challengeToken)).resolves.toMatchObject({ status: 'signed-in' });
  });

  test('leaves an event with the reason, and touches nobody else', async () => {
    const person = await createPerson(house);
    const bystander = await createPerson(house);
    await secure(person.userId);
    const events = await house.sql(
      "SELECT after FROM audit_events WHERE target_id = $1 AND action = 'user.account-secured'",
      [person.userId],
    );
    expect(events).toEqual([
      { after: { reason: 'sign-in-disowned', endedSessions: 1, unlinked: 0 } },
    ]);
    expect(await findSession(house.deps, bystander.sessionToken)).not.toBeNull();
    await expect(signInAgain(house, bystander)).resolves.toBeDefined();
  });

  test('while the intruder signs in 8 times leaves no session of theirs', async () => {
    const person = await createPerson(house);
    const [, ...signIns] = await Promise.allSettled([
      secure(person.userId),
      ...Array.from({ length: 8 }, () => signIn(person.email, person.password)),
    ]);
    for (const one of signIns) {
      if (one.status === 'fulfilled' && one.value.status === 'signed-in') {
        expect(await findSession(house.deps, one.value.sessionToken)).toBeNull();
      }
    }
  });

  test('a failing audit write leaves the account as it was', async () => {
    const person = await createPerson(house);
    const mend = await breakAudit(house);
    await expect(secure(person.userId)).rejects.toThrow();
    await mend();
    expect(await findSession(house.deps, person.sessionToken)).not.toBeNull();
    expect(await mailsFor(house, person.email)).not.toContainEqual(
      expect.objectContaining({ template: 'reset-password' }),
    );
    await expect(signInAgain(house, person)).resolves.toBeDefined();
  });
});
