import { describe, expect, test } from 'vitest';
import { replaceRecoveryCodes } from '@/lib/mfa/replace-recovery-codes';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import { findSession } from '@/lib/sessions/find-session';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { revokeSession } from '@/lib/sessions/revoke-session';
import { sensitiveActNames, type SensitiveAct } from '@/lib/sessions/sensitive-acts';
import { changePassword } from '@/lib/sign-in/change-password';
import type { StepUpMethod } from '@/lib/sign-in/model';
import { listStepUpMethods, proveAgain } from '@/lib/sign-in/prove-again';
import {
  breakAudit,
  createPerson,
  lastMail,
  otherPassword,
  personGrant,
  refusal,
  signInAgain,
  type TestPerson,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson, nextStep } from '@/tests/support/second-factor';

const house = houseOfFile();

const act: SensitiveAct = 'mfa.change';

const prove = async (sessionToken: string, method: StepUpMethod, proof: string, of = act) =>
  proveAgain(house.deps, await personGrant(house, sessionToken), { act: of, method, proof });
const isOpen = async (sessionToken: string, of: SensitiveAct) =>
  requireFreshProofFirst(house.deps, await personGrant(house, sessionToken), of).then(
    () => true,
    () => false,
  );
const elevenMinutesLater = () => house.deps.clock.moveBySeconds(11 * 60);
const eventsOf = ({ userId }: TestPerson) =>
  house.sql<{ action: string; after: unknown }>(
    `SELECT action, after FROM audit_events WHERE actor_id = $1 AND action LIKE 'user.proof%' OR action = 'user.proved-again' AND actor_id = $1 ORDER BY ctid`,
    [userId],
  );

describe('a sign-in', () => {
  test('opens every sensitive act, for ten minutes', async () => {
    const { sessionToken } = await createPerson(house);
    for (const each of sensitiveActNames) expect(await isOpen(sessionToken, each)).toBe(true);
    house.deps.clock.moveBySeconds(10 * 60 - 1);
    expect(await isOpen(sessionToken, act)).toBe(true);
    house.deps.clock.moveBySeconds(1);
    for (const each of sensitiveActNames) expect(await isOpen(sessionToken, each)).toBe(false);
  });
});

describe('a proof', () => {
  test('opens the act that asked for it and no other, for ten minutes, with another token', async () => {
    const person = await createPerson(house);
    elevenMinutesLater();
    const { sessionToken } = await prove(person.sessionToken, 'password', person.password);
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
    for (const each of sensitiveActNames) {
      expect(await isOpen(sessionToken, each), each).toBe(each === act);
    }
    house.deps.clock.moveBySeconds(10 * 60 - 1);
    expect(await isOpen(sessionToken, act)).toBe(true);
    house.deps.clock.moveBySeconds(1);
    expect(await isOpen(sessionToken, act)).toBe(false);
  });

  test('counts in its own session alone', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    elevenMinutesLater();
    await prove(person.sessionToken, 'password', person.password);
    expect(await isOpen(other.sessionToken, act)).toBe(false);
  });

  test('that is wrong leaves the session as it was, and an event', async () => {
    const person = await createPerson(house);
    elevenMinutesLater();
    await expect(prove(person.sessionToken, 'password', 'wrong')).rejects.toMatchObject({
      fieldErrors: { proof: [expect.any(String)] },
    });
    expect(await isOpen(person.sessionToken, act)).toBe(false);
    await prove(person.sessionToken, 'password', person.password);
    expect(await eventsOf(person)).toEqual([
      { action: 'user.proof-refused', after: { act, method: 'password' } },
      { action: 'user.proved-again', after: { act, method: 'password' } },
    ]);
  });

  test('is none where its event cannot be written', async () => {
    const person = await createGuardedPerson(house);
    elevenMinutesLater();
    const mend = await breakAudit(house);
    const code = codeOf(house, person.secret);
    await expect(prove(person.sessionToken, 'totp', code)).rejects.toThrow();
    await mend();
    expect(await isOpen(person.sessionToken, act)).toBe(false);
    // The code was not spent either.
    await prove(person.sessionToken, 'totp', code);
  });

  test('is none in a session that was ended', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const grant = await personGrant(house, other.sessionToken);
    await revokeSession(house.deps, await personGrant(house, person.sessionToken), {
      sessionId: grant.sessionId!,
    });
    const input = { act, method: 'password', proof: person.password } as const;
    await expect(proveAgain(house.deps, grant, input)).rejects.toEqual(refusal('unauthenticated'));
    expect(await requireFreshProofFirst(house.deps, grant, act).catch(() => 'refused')).toBe(
      'refused',
    );
  });

  test('is tried ten times in a quarter of an hour', async () => {
    const person = await createPerson(house);
    const results = await Promise.allSettled(
      Array.from({ length: 15 }, () => prove(person.sessionToken, 'password', 'wrong')),
    );
    const codes = results.map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'ok',
    );
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(5);
  });
});

describe('where there is an authenticator app', () => {
  test('its code proves, once; the password alone does not', async () => {
    const person = await createGuardedPerson(house);
    elevenMinutesLater();
    await expect(prove(person.sessionToken, 'password', person.password)).rejects.toEqual(
      refusal('conflict'),
    );
    await expect(prove(person.sessionToken, 'totp', person.password)).rejects.toEqual(
      refusal('code-invalid'),
    );
    const code = codeOf(house, person.secret);
    const { sessionToken } = await prove(person.sessionToken, 'totp', code);
    await replaceRecoveryCodes(house.deps, await personGrant(house, sessionToken));
    await expect(prove(sessionToken, 'totp', code)).rejects.toEqual(refusal('code-invalid'));
  });

  test('of 20 that send one code at once, one has proved something', async () => {
    const person = await createGuardedPerson(house);
    const sessions = await Promise.all(
      Array.from({ length: 20 }, async () => personGrant(house, person.sessionToken)),
    );
    const proof = codeOf(house, person.secret);
    const results = await Promise.allSettled(
      sessions.map((grant) => proveAgain(house.deps, grant, { act, method: 'totp', proof })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a recovery code proves too, once, and is told by mail', async () => {
    const person = await createGuardedPerson(house);
    elevenMinutesLater();
    const [code = ''] = person.recoveryCodes;
    const { sessionToken } = await prove(person.sessionToken, 'recovery-code', code);
    expect(await isOpen(sessionToken, act)).toBe(true);
    expect(await lastMail(house, person.email, 'mfa-changed')).toMatchObject({
      change: 'code-used',
      codesLeft: 9,
    });
    await expect(prove(sessionToken, 'recovery-code', code)).rejects.toEqual(
      refusal('code-invalid'),
    );
  });

  test('a known password and an old session do not get round it', async () => {
    const person = await createGuardedPerson(house);
    elevenMinutesLater();
    const grant = await personGrant(house, person.sessionToken);
    const change = { currentPassword: person.password, newPassword: otherPassword };
    const due = refusal('reauthentication-required');
    await expect(changePassword(house.deps, grant, change)).rejects.toEqual(due);
    await expect(turnOffTotp(house.deps, grant)).rejects.toEqual(due);
  });

  test('the methods change with it', async () => {
    const person = await createPerson(house);
    const methods = async (token: string) =>
      listStepUpMethods(house.deps, await personGrant(house, token));
    expect(await methods(person.sessionToken)).toEqual(['password']);
    const guarded = await createGuardedPerson(house);
    expect(await methods(guarded.sessionToken)).toEqual(['totp', 'recovery-code']);
    nextStep(house);
    await turnOffTotp(house.deps, await personGrant(house, guarded.sessionToken));
    expect(await methods(guarded.sessionToken)).toEqual(['password']);
  });
});
