import { describe, expect, test } from 'vitest';
import { accountTasks } from '@/lib/accounts/jobs';
import { resetLifetimeSeconds } from '@/lib/accounts/model';
import { requestPasswordReset } from '@/lib/accounts/request-password-reset';
import { findSession } from '@/lib/sessions/find-session';
import { changePassword } from '@/lib/sign-in/change-password';
import { isResetLinkLive, resetPassword } from '@/lib/sign-in/reset-password';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  lastMail,
  mailedResetToken,
  mailsFor,
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

const fieldRefusal = (field: string) =>
  expect.objectContaining({
    code: 'invalid-input',
    fieldErrors: { [field]: [expect.any(String)] },
  }) as unknown;
const reset = (token: string, password = otherPassword) =>
  resetPassword(house.deps, testRequest(), { token, password });
const signIn = (email: string, password: string, deviceToken: string | null = null) =>
  signInWithPassword(house.deps, testRequest(), { email, password }, { ...noCookies, deviceToken });
const jobs = (email: string) =>
  house.sql<{ payload: { email: string } }>(
    `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'send-reset-link' AND j.payload->>'email' = $1`,
    [email],
  );

describe('asking for a reset', () => {
  test('does the same for a known and an unknown address: one job, looked up after the answer', async () => {
    const person = await createPerson(house);
    const ask = (email: string) =>
      countQueries(house.deps, (deps) => requestPasswordReset(deps, testRequest(), { email }));
    const known = await ask(person.email);
    const stranger = freshEmail();
    const unknown = await ask(stranger);
    expect(known).toEqual(unknown);
    expect(known.argon2).toBe(0);
    expect([await jobs(person.email), await jobs(stranger)].map((rows) => rows.length)).toEqual([
      1, 1,
    ]);
  });

  test('mails a link of this server to an account, and nothing to anybody else', async () => {
    const person = await createPerson(house);
    const stranger = freshEmail();
    for (const email of [person.email, stranger]) {
      await requestPasswordReset(house.deps, testRequest(), { email });
      const [job] = await jobs(email);
      await accountTasks(house.deps)['send-reset-link'](job?.payload);
    }
    const mail = await lastMail(house, person.email, 'reset-password');
    expect(mail.link).toMatch(/^http:\/\/localhost:3000\/reset-password\?token=[\w-]{43}$/);
    expect(mail.expiresInMinutes).toBe(30);
    expect(await mailsFor(house, stranger)).toEqual([]);
  });

  test('50 times leads to at most five mails an hour, with the same answer', async () => {
    const person = await createPerson(house);
    for (let i = 0; i < 50; i += 1) {
      await expect(
        requestPasswordReset(house.deps, testRequest(), { email: person.email }),
      ).resolves.toBeUndefined();
    }
    expect(await jobs(person.email)).toHaveLength(5);
  });

  test('from one network is limited', async () => {
    const request = testRequest();
    for (let i = 0; i < 60; i += 1) {
      await requestPasswordReset(house.deps, request, { email: freshEmail() });
    }
    await expect(
      requestPasswordReset(house.deps, request, { email: freshEmail() }),
    ).rejects.toEqual(refusal('rate-limited'));
  });
});

describe('setting a new password by the link', () => {
  test('ends every session and known device, tells the person, and signs nobody in', async () => {
    const person = await createPerson(house);
    const second = await signInAgain(house, person);
    const result = await reset(await mailedResetToken(house, person.email));
    expect(Object.keys(result)).toEqual(['deviceToken']);
    for (const { sessionToken } of [person, second]) {
      expect(await findSession(house.deps, sessionToken)).toBeNull();
    }
    const devices = await house.sql('SELECT 1 FROM known_devices WHERE user_id = $1', [
      person.userId,
    ]);
    expect(devices).toHaveLength(1);
    const notice = await lastMail(house, person.email, 'password-changed');
    expect(notice).toMatchObject({ device: 'Chrome 142 on Linux' });
    expect(notice.at).toMatch(/21 November 2026.*13:00.*(CET|GMT\+1)/);
    await expect(signIn(person.email, person.password)).rejects.toEqual(
      refusal('invalid-credentials'),
    );
    await expect(signIn(person.email, otherPassword)).resolves.toBeDefined();
  });

  test('lets the browser that did it in, even while the account is under attack', async () => {
    const person = await createPerson(house);
    for (let i = 0; i < 50; i += 1) await signIn(person.email, 'wrong').catch(() => 0);
    await expect(signIn(person.email, person.password)).rejects.toEqual(refusal('rate-limited'));
    const { deviceToken } = await reset(await mailedResetToken(house, person.email));
    await expect(signIn(person.email, otherPassword, deviceToken)).resolves.toBeDefined();
  });

  test('20 at once: one sets it', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => reset(token, `${otherPassword} ${i}`)),
    );
    const winners = settled.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    const refused = settled.filter((one) => one.status === 'rejected');
    for (const { reason } of refused) expect(reason).toEqual(refusal('link-invalid'));
    await expect(
      signIn(person.email, `${otherPassword} ${winners[0] ?? ''}`),
    ).resolves.toBeDefined();
  });

  test('works until a second before its end, and not at its end', async () => {
    const [early, late] = [await createPerson(house), await createPerson(house)];
    const earlyToken = await mailedResetToken(house, early.email);
    const lateToken = await mailedResetToken(house, late.email);
    house.deps.clock.moveBySeconds(resetLifetimeSeconds - 1);
    await expect(reset(earlyToken)).resolves.toBeDefined();
    expect(await isResetLinkLive(house.deps, lateToken)).toBe(true);
    house.deps.clock.moveBySeconds(1);
    expect(await isResetLinkLive(house.deps, lateToken)).toBe(false);
    await expect(reset(lateToken)).rejects.toEqual(refusal('link-invalid'));
  });

  test('a newer link kills the older', async () => {
    const person = await createPerson(house);
    const older = await mailedResetToken(house, person.email);
    const newer = await mailedResetToken(house, person.email);
    await expect(reset(older)).rejects.toEqual(refusal('link-invalid'));
    await expect(reset(newer)).resolves.toBeDefined();
  });

  test('a change of the password kills it', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    const grant = await personGrant(house, person.sessionToken);
    await changePassword(house.deps, grant, {
      currentPassword: person.password,
      newPassword: otherPassword,
    });
    await expect(reset(token, 'nine brass kettles whisper')).rejects.toEqual(
      refusal('link-invalid'),
    );
  });

  test('takes no token of another purpose, and none that does not exist', async () => {
    const waiting = await waitingSignUp(house);
    for (const token of [waiting.token, '', 'x'.repeat(43)]) {
      await expect(reset(token)).rejects.toEqual(refusal('link-invalid'));
    }
  });

  test('a refused password leaves the link as it was', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    await expect(reset(token, 'short')).rejects.toEqual(fieldRefusal('password'));
    await expect(reset(token, person.password)).rejects.toEqual(fieldRefusal('password'));
    for (let i = 0; i < 5; i += 1) expect(await isResetLinkLive(house.deps, token)).toBe(true);
    await expect(reset(token)).resolves.toBeDefined();
  });

  test('keeps only the SHA-256 of its token', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    const rows = await house.sql<{ row: string }>('SELECT t::text AS row FROM link_tokens t');
    const mails = await house.sql<{ row: string }>('SELECT m::text AS row FROM outbox_mails m');
    const text = [...rows, ...mails].map(({ row }) => row).join();
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('hex'));
  });

  test('a failing audit write takes the new password with it', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    const mend = await breakAudit(house);
    await expect(reset(token)).rejects.toThrow();
    await mend();
    expect(await findSession(house.deps, person.sessionToken)).not.toBeNull();
    expect(await mailsFor(house, person.email)).not.toContainEqual(
      expect.objectContaining({ template: 'password-changed' }),
    );
    await expect(reset(token)).resolves.toBeDefined();
  });
});

describe('changing the password', () => {
  const change = async (sessionToken: string, currentPassword: string, newPassword: string) =>
    changePassword(house.deps, await personGrant(house, sessionToken), {
      currentPassword,
      newPassword,
    });

  test('ends all other sessions, gives this one another token, and tells the person', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const { sessionToken } = await change(person.sessionToken, person.password, otherPassword);
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
    expect(await findSession(house.deps, other.sessionToken)).toBeNull();
    expect(await findSession(house.deps, sessionToken)).not.toBeNull();
    await lastMail(house, person.email, 'password-changed');
    await expect(signIn(person.email, otherPassword)).resolves.toBeDefined();
  });

  test('takes the current password, and only so many tries at it', async () => {
    const person = await createPerson(house);
    for (let i = 0; i < 10; i += 1) {
      await expect(change(person.sessionToken, 'wrong', otherPassword)).rejects.toEqual(
        fieldRefusal('currentPassword'),
      );
    }
    await expect(change(person.sessionToken, person.password, otherPassword)).rejects.toEqual(
      refusal('rate-limited'),
    );
  });

  test('20 at once: one wins, and its password is the one that holds', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        changePassword(house.deps, grant, {
          currentPassword: person.password,
          newPassword: `${otherPassword} ${i}`,
        }),
      ),
    );
    const winners = settled.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    await expect(
      signIn(person.email, `${otherPassword} ${winners[0] ?? ''}`),
    ).resolves.toBeDefined();
  });

  test('refuses the last five, and takes the sixth again', async () => {
    const person = await createPerson(house);
    const used = [person.password];
    let { sessionToken } = person;
    for (let i = 1; i <= 5; i += 1) {
      house.deps.clock.moveBySeconds(1);
      const next = `${otherPassword} number ${i}`;
      await house.sql("DELETE FROM attempt_counters WHERE key LIKE 'pw-cur%'");
      ({ sessionToken } = await change(sessionToken, used.at(-1) ?? '', next));
      used.push(next);
    }
    const current = used.at(-1) ?? '';
    for (const old of used.slice(1)) {
      await expect(change(sessionToken, current, old)).rejects.toEqual(fieldRefusal('newPassword'));
    }
    await expect(change(sessionToken, current, used[0] ?? '')).resolves.toBeDefined();
  });

  test('refuses one made of the name of an organization of theirs', async () => {
    const person = await createPerson(house);
    await house.sql(
      `WITH o AS (INSERT INTO organizations (id, slug, name, group_id, status, use_case, created_at, updated_at)
         VALUES (gen_random_uuid(), 'zw', 'Zwirbelkopf Brauhaus', '1234567890123456789', 'active', 'api-access', now(), now()) RETURNING id)
       INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at)
         SELECT id, $1, 'admin', now(), now() FROM o`,
      [person.userId],
    );
    await expect(change(person.sessionToken, person.password, 'zwirbelkopf1')).rejects.toEqual(
      fieldRefusal('newPassword'),
    );
  });

  test('a failing audit write takes the new password with it', async () => {
    const person = await createPerson(house);
    const mend = await breakAudit(house);
    await expect(change(person.sessionToken, person.password, otherPassword)).rejects.toThrow();
    await mend();
    expect(await findSession(house.deps, person.sessionToken)).not.toBeNull();
    await expect(signIn(person.email, person.password)).resolves.toBeDefined();
  });
});
