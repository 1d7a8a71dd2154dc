import { describe, expect, test } from 'vitest';
import { signUp } from '@/lib/accounts/sign-up';
import type { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import { findSession } from '@/lib/sessions/find-session';
import { maxLiveSessions } from '@/lib/sessions/model';
import { requireSignedIn } from '@/lib/sign-in/model';
import { changePassword } from '@/lib/sign-in/change-password';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  goodPassword,
  noCookies,
  otherPassword,
  personGrant,
  refusal,
  signInAgain,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';

const house = houseOfFile();

const signIn = (
  email: string,
  password: string,
  { request = testRequest(), cookies = noCookies } = {},
) => signInWithPassword(house.deps, request, { email, password }, cookies).then(requireSignedIn);

describe('signing in', () => {
  test('opens a session of which only the SHA-256 is kept', async () => {
    const person = await createPerson(house);
    const { sessionToken, deviceToken } = await signIn(person.email, person.password);
    expect(sessionToken).toMatch(/^[\w-]{43}$/);
    const rows = await house.sql<{ row: string; same: boolean }>(
      'SELECT s::text AS row, token_hash = $2 AS same FROM sessions s WHERE user_id = $1 ORDER BY ctid DESC',
      [person.userId, Buffer.from(sha256(sessionToken))],
    );
    expect(rows[0]?.same).toBe(true);
    expect(rows[0]?.row).not.toContain(sessionToken);
    const devices = await house.sql<{ row: string }>('SELECT d::text AS row FROM known_devices d');
    expect(devices.map(({ row }) => row).join()).not.toContain(deviceToken);
  });

  test('an unknown address, a wrong password and a waiting sign-up get one answer, for one argon2 and the same queries', async () => {
    const person = await createPerson(house);
    const waiting = await waitingSignUp(house);
    await house.sql(
      "INSERT INTO users (id, email, name, created_at, updated_at) VALUES (gen_random_uuid(), 'no-password@example.com', 'N', now(), now())",
    );
    const ways = [freshEmail(), person.email, waiting.email, 'no-password@example.com'];
    const seen = [];
    for (const email of ways) {
      const counted = await countQueries(house.deps, (deps) =>
        signInWithPassword(
          deps,
          testRequest(),
          { email, password: 'not the password at all' },
          noCookies,
        ).catch((error: unknown) => error as AppError),
      );
      const { code, publicMessage, fieldErrors, retryAfterSeconds } = counted.result as AppError;
      seen.push({
        queries: counted.queries,
        argon2: counted.argon2,
        answer: JSON.stringify({ code, publicMessage, fieldErrors, retryAfterSeconds }),
      });
    }
    expect(seen[0]?.argon2).toBe(1);
    expect(seen[0]?.answer).toContain('invalid-credentials');
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  test('says that the address waits for its confirmation only to the password of its latest sign-up', async () => {
    const email = freshEmail();
    await waitingSignUp(house, { email, password: otherPassword });
    house.deps.clock.moveBySeconds(1);
    await waitingSignUp(house, { email, password: goodPassword });
    await expect(signIn(email, goodPassword)).rejects.toEqual(refusal('email-unverified'));
    await expect(signIn(email, otherPassword)).rejects.toEqual(refusal('invalid-credentials'));
  });

  test('a sign-up that waits opens nothing for an address that has an account', async () => {
    const person = await createPerson(house);
    await signUp(house.deps, testRequest(), {
      name: 'Eve',
      email: person.email,
      password: otherPassword,
      timeZone: 'UTC',
    });
    await expect(signIn(person.email, otherPassword)).rejects.toEqual(
      refusal('invalid-credentials'),
    );
  });

  test('the decoy is no password of anybody', async () => {
    for (const guess of ['', 'decoy', 'password', 'some random salt']) {
      expect(await house.deps.passwords.verify(house.deps.passwords.decoy, guess)).toBe(false);
    }
  });

  test('ends the session that the browser came with, whoever’s it was', async () => {
    const planted = await createPerson(house);
    const person = await createPerson(house);
    const cookies = { sessionToken: planted.sessionToken, deviceToken: null };
    const { sessionToken } = await signIn(person.email, person.password, { cookies });
    expect(sessionToken).not.toBe(planted.sessionToken);
    expect(await findSession(house.deps, planted.sessionToken)).toBeNull();
  });

  test('a planted device token never becomes a known one', async () => {
    const attacker = await createPerson(house);
    const person = await createPerson(house);
    const cookies = { sessionToken: null, deviceToken: attacker.deviceToken };
    const { deviceToken } = await signIn(person.email, person.password, { cookies });
    expect(deviceToken).not.toBe(attacker.deviceToken);
  });

  test('60 at once leave 50 live sessions', async () => {
    const person = await createPerson(house);
    // In two parts, with the counter emptied between: 60 are more than one account may try in an hour.
    const results = await Promise.allSettled(
      Array.from({ length: 45 }, () => signIn(person.email, person.password)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(45);
    await house.sql("DELETE FROM attempt_counters WHERE key LIKE 'si-%'");
    await Promise.all(Array.from({ length: 15 }, () => signIn(person.email, person.password)));
    const live = await house.sql(
      'SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL',
      [person.userId],
    );
    expect(live).toHaveLength(maxLiveSessions);
  });

  test('a sign-in that began with the old password opens nothing after the change', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    const [change, ...signIns] = await Promise.allSettled([
      changePassword(house.deps, grant, {
        currentPassword: person.password,
        newPassword: otherPassword,
      }),
      ...Array.from({ length: 8 }, () => signIn(person.email, person.password)),
    ]);
    expect(change.status).toBe('fulfilled');
    for (const one of signIns) {
      if (one.status === 'fulfilled') {
        expect(await findSession(house.deps, one.value.sessionToken)).toBeNull();
      }
    }
  });

  test('a failing audit write takes the session with it', async () => {
    const person = await createPerson(house);
    const mend = await breakAudit(house);
    await expect(signIn(person.email, person.password)).rejects.toThrow();
    await mend();
    const sessions = await house.sql('SELECT 1 FROM sessions WHERE user_id = $1', [person.userId]);
    expect(sessions).toHaveLength(1);
  });

  test('leaves an event for each refusal, without the password', async () => {
    const person = await createPerson(house);
    await expect(signIn(person.email, 'canary-wrong-password')).rejects.toThrow();
    const rows = await house.sql<{ row: string; action: string }>(
      'SELECT a::text AS row, action FROM audit_events a WHERE target_id = $1 ORDER BY ctid DESC',
      [person.userId],
    );
    expect(rows[0]?.action).toBe('user.sign-in-refused');
    expect(rows[0]?.row).not.toContain('canary');
  });
});

describe('too many attempts', () => {
  test('on one account from one network: the eleventh is refused with the time to wait, right password or not', async () => {
    const person = await createPerson(house);
    const request = testRequest();
    for (let i = 0; i < 10; i += 1) {
      await expect(signIn(person.email, 'wrong', { request })).rejects.toEqual(
        refusal('invalid-credentials'),
      );
    }
    const refused = await signIn(person.email, person.password, { request }).catch(
      (error: unknown) => error as AppError,
    );
    expect(refused).toMatchObject({ code: 'rate-limited' });
    expect((refused as AppError).retryAfterSeconds).toBeGreaterThan(890);
    expect((refused as AppError).publicMessage).toContain('Try again in 15 minutes.');
    // Not a lock: the person's other network and a browser that the account knows both get in.
    await expect(signIn(person.email, person.password)).resolves.toBeDefined();
    const cookies = { sessionToken: null, deviceToken: person.deviceToken };
    await expect(
      signIn(person.email, person.password, { request, cookies }),
    ).resolves.toMatchObject({ deviceToken: person.deviceToken });
  });

  test('on an unknown address look the same', async () => {
    const email = freshEmail();
    const request = testRequest();
    for (let i = 0; i < 10; i += 1) {
      await expect(signIn(email, 'wrong', { request })).rejects.toEqual(
        refusal('invalid-credentials'),
      );
    }
    await expect(signIn(email, 'wrong', { request })).rejects.toEqual(refusal('rate-limited'));
  });

  test('on one account from everywhere: refused, but not in a browser that it knows', async () => {
    const person = await createPerson(house);
    for (let i = 0; i < 50; i += 1) {
      await expect(signIn(person.email, 'wrong')).rejects.toEqual(refusal('invalid-credentials'));
    }
    await expect(signIn(person.email, person.password)).rejects.toEqual(refusal('rate-limited'));
    const cookies = { sessionToken: null, deviceToken: person.deviceToken };
    await expect(signIn(person.email, person.password, { cookies })).resolves.toBeDefined();
  });

  test('of one network alone do not use up what its victim may do elsewhere', async () => {
    const person = await createPerson(house);
    const request = testRequest();
    for (let i = 0; i < 60; i += 1) await signIn(person.email, 'wrong', { request }).catch(() => 0);
    await expect(signIn(person.email, person.password)).resolves.toBeDefined();
  });

  test('on many accounts from one network, all of its /64', async () => {
    const request = testRequest();
    for (let i = 0; i < 100; i += 1) {
      const neighbour = {
        ...request,
        ip: request.ip!.replace(/::1$/, `::${(i + 1).toString(16)}`),
      };
      await signIn(freshEmail(), 'wrong', { request: neighbour }).catch(() => 0);
    }
    await expect(signIn(freshEmail(), 'wrong', { request })).rejects.toEqual(
      refusal('rate-limited'),
    );
  });

  test('in a known browser are limited too, and its cookie is nothing for another account', async () => {
    const person = await createPerson(house);
    const victim = await createPerson(house);
    const cookies = { sessionToken: null, deviceToken: person.deviceToken };
    for (let i = 0; i < 10; i += 1) {
      await expect(signIn(person.email, 'wrong', { cookies })).rejects.toEqual(
        refusal('invalid-credentials'),
      );
    }
    await expect(signIn(person.email, person.password, { cookies })).rejects.toEqual(
      refusal('rate-limited'),
    );
    const request = testRequest();
    for (let i = 0; i < 10; i += 1) {
      await signIn(victim.email, 'wrong', { request, cookies }).catch(() => 0);
    }
    await expect(signIn(victim.email, 'wrong', { request, cookies })).rejects.toEqual(
      refusal('rate-limited'),
    );
  });

  test('a success gives the account’s count at that network back', async () => {
    const person = await createPerson(house);
    const request = testRequest();
    for (let i = 0; i < 9; i += 1) await signIn(person.email, 'wrong', { request }).catch(() => 0);
    await signIn(person.email, person.password, { request });
    await expect(signIn(person.email, 'wrong', { request })).rejects.toEqual(
      refusal('invalid-credentials'),
    );
    await expect(signInAgain(house, person)).resolves.toBeDefined();
  });
});
