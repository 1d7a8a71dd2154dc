import { describe, expect, test } from 'vitest';
import { emailChangeLifetimeSeconds, mailedCodeLifetimeSeconds } from '@/lib/accounts/model';
import { signUp } from '@/lib/accounts/sign-up';
import { findSession } from '@/lib/sessions/find-session';
import { cancelEmailChange } from '@/lib/sign-in/cancel-email-change';
import { changePassword } from '@/lib/sign-in/change-password';
import {
  confirmEmailChangeByCode,
  confirmEmailChangeByLink,
} from '@/lib/sign-in/confirm-email-change';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { findLinkedEmailChange, findPendingEmailChange } from '@/lib/sign-in/find-email-change';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { resendEmailChange } from '@/lib/sign-in/resend-email-change';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, changeEmail } from '@/tests/support/email-changes';
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
  signUpInput,
  type TestPerson,
  tokenIn,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';

const house = houseOfFile();

const grantOf = ({ sessionToken }: Pick<TestPerson, 'sessionToken'>) =>
  personGrant(house, sessionToken);
const request = async (person: TestPerson, email: string) =>
  requestEmailChange(house.deps, await grantOf(person), { email });
const byLink = (token: string, sessionToken: string | null = null) =>
  confirmEmailChangeByLink(house.deps, testRequest(), { token }, sessionToken);
const byCode = async (person: Pick<TestPerson, 'sessionToken'>, code: string) =>
  confirmEmailChangeByCode(house.deps, await grantOf(person), { code });
const emailOf = async ({ userId }: TestPerson) =>
  (await house.sql<{ email: string }>('SELECT email FROM users WHERE id = $1', [userId]))[0]?.email;
const pendingOf = async (person: Pick<TestPerson, 'sessionToken'>) =>
  findPendingEmailChange(house.deps, await grantOf(person));
const actionsOf = async ({ userId }: TestPerson) =>
  (
    await house.sql<{ action: string }>(
      "SELECT action FROM audit_events WHERE target_id = $1 AND action LIKE 'user.email%' ORDER BY ctid",
      [userId],
    )
  ).map(({ action }) => action);
const templatesTo = async (email: string) =>
  (await mailsFor(house, email)).map(({ template }) => template);
const codesOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) =>
    one.status === 'rejected'
      ? ((one.reason as { code?: string }).code ?? String(one.reason))
      : 'ok',
  );

describe('asking for another address', () => {
  test('changes nothing yet: the new one gets a link and a code, the old one is warned at once', async () => {
    const person = await createPerson(house);
    const { email, code } = await askForEmailChange(house, person);
    expect(await emailOf(person)).toBe(person.email);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(await lastMail(house, person.email, 'email-change-requested')).toMatchObject({
      newEmail: email,
      device: 'Chrome 142 on Linux',
      resetLink: 'http://localhost:3000/forgot-password',
    });
    expect(await pendingOf(person)).toMatchObject({ email, code: 'works' });
    expect(await actionsOf(person)).toEqual(['user.email-change-requested']);
    await expect(signInAgain(house, person)).resolves.toBeDefined();
  });

  test('takes a proof younger than ten minutes, and being asked for it costs no attempt', async () => {
    const person = await createPerson(house);
    house.deps.clock.moveBySeconds(10 * 60);
    for (let i = 0; i < 12; i += 1) {
      await expect(request(person, freshEmail())).rejects.toEqual(
        refusal('reauthentication-required'),
      );
    }
    expect(await pendingOf(person)).toBeNull();
    const again = { ...person, ...(await signInAgain(house, person)) };
    await expect(request(again, freshEmail())).resolves.toBeUndefined();
  });

  test('answers the same, by the same queries, whether or not the address has an account', async () => {
    const [person, other] = [await createPerson(house), await createPerson(house)];
    const grant = await grantOf(person);
    const ask = (email: string) =>
      countQueries(house.deps, (deps) => requestEmailChange(deps, grant, { email }));
    const known = await ask(other.email);
    const pendingKnown = await pendingOf(person);
    const unknown = await ask(freshEmail());
    const pendingUnknown = await pendingOf(person);
    expect(known.queries).toEqual(unknown.queries);
    expect(known.result).toEqual(unknown.result);
    expect({ ...pendingKnown, email: '' }).toEqual({ ...pendingUnknown, email: '' });
  });

  test('tells only the mail that the address has an account, and gives nothing to confirm', async () => {
    const [person, other] = [await createPerson(house), await createPerson(house)];
    await request(person, other.email);
    expect(await lastMail(house, other.email, 'account-exists')).toMatchObject({
      asked: 'email-change',
      isKept: false,
    });
    await resendEmailChange(house.deps, await grantOf(person));
    expect(await templatesTo(other.email)).toEqual([
      'verify-email',
      'account-exists',
      'account-exists',
    ]);
  });

  test('refuses the address in use, and leaves what waits as it is', async () => {
    const person = await createPerson(house);
    const { email } = await askForEmailChange(house, person);
    await expect(request(person, person.email)).rejects.toMatchObject({
      code: 'invalid-input',
      fieldErrors: { email: ['This is your address already.'] },
    });
    expect(await pendingOf(person)).toMatchObject({ email });
  });

  test('again for another address ends the first one', async () => {
    const person = await createPerson(house);
    const first = await askForEmailChange(house, person);
    const second = await askForEmailChange(house, person);
    await expect(byLink(first.token)).rejects.toEqual(refusal('link-invalid'));
    await expect(byLink(second.token)).resolves.toMatchObject({ email: second.email });
  });

  test('twenty times at once leaves one that waits', async () => {
    const person = await createPerson(house);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, () => request(person, freshEmail())),
    );
    expect(codesOf(settled).filter((code) => code === 'ok')).toHaveLength(10);
    const waiting = await house.sql(
      'SELECT 1 FROM email_changes WHERE user_id = $1 AND ended_at IS NULL',
      [person.userId],
    );
    expect(waiting).toHaveLength(1);
  });

  test('is limited for a person, and mails one address at most five times an hour with the same answer', async () => {
    const target = freshEmail();
    for (let i = 0; i < 7; i += 1) {
      const person = await createPerson(house);
      await expect(request(person, target)).resolves.toBeUndefined();
    }
    expect(await mailsFor(house, target)).toHaveLength(5);
    const eager = await createPerson(house);
    for (let i = 0; i < 10; i += 1) await request(eager, freshEmail());
    await expect(request(eager, freshEmail())).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: expect.any(Number) as number,
    });
  });

  test('leaves neither link nor code readable in the database or the log', async () => {
    const person = await createPerson(house);
    const { token, code } = await askForEmailChange(house, person);
    await byCode(person, code);
    const { undoLink } = await lastMail(house, person.email, 'email-changed');
    for (const table of ['email_changes', 'audit_events', 'outbox_mails']) {
      const rows = await house.sql<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const secret of [token, code, tokenIn(undoLink)]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
    expect(house.deps.logged()).not.toContain(token);
  });
});

describe('confirming by the link', () => {
  test('in any browser changes the address, tells both mailboxes, and ends every session', async () => {
    const person = await createPerson(house);
    const { email, token } = await askForEmailChange(house, person);
    expect(await byLink(token)).toEqual({ email, sessionToken: null });
    expect(await emailOf(person)).toBe(email);
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
    expect(await lastMail(house, person.email, 'email-changed')).toMatchObject({
      newEmail: email,
      undoDays: 7,
      undoLink: expect.stringMatching(/\/undo-email-change\?token=[\w-]{43}$/) as string,
    });
    expect(await templatesTo(email)).toEqual(['confirm-email-change', 'email-change-done']);
    expect(await actionsOf(person)).toEqual(['user.email-change-requested', 'user.email-changed']);
    await expect(signInAgain(house, person)).rejects.toEqual(refusal('invalid-credentials'));
    await expect(signInAgain(house, { ...person, email })).resolves.toBeDefined();
  });

  test('where the person is signed in, that session goes on with another token', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const { token, email } = await askForEmailChange(house, person);
    const { sessionToken } = await byLink(token, other.sessionToken);
    expect((await findSession(house.deps, sessionToken!))?.user).toMatchObject({ email });
    for (const dead of [person.sessionToken, other.sessionToken]) {
      expect(await findSession(house.deps, dead)).toBeNull();
    }
  });

  test('where somebody else is signed in, their session is left alone and gains nothing', async () => {
    const [person, other] = [await createPerson(house), await createPerson(house)];
    const { token } = await askForEmailChange(house, person);
    expect((await byLink(token, other.sessionToken)).sessionToken).toBeNull();
    const session = await findSession(house.deps, other.sessionToken);
    expect(session?.user.email).toBe(other.email);
  });

  test('looking at the page uses nothing up, and shows a stranger no whole address of the account', async () => {
    const person = await createPerson(house);
    const { email, token } = await askForEmailChange(house, person);
    for (let i = 0; i < 3; i += 1) {
      const view = await findLinkedEmailChange(house.deps, token);
      expect(view).toEqual({ name: 'Ada Byron', from: 'p•••@e•••.com', to: email });
    }
    await expect(byLink(token)).resolves.toBeDefined();
    expect(await findLinkedEmailChange(house.deps, token)).toBeNull();
  });

  test('20 at once make one change', async () => {
    const person = await createPerson(house);
    const { token } = await askForEmailChange(house, person);
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => byLink(token)));
    expect(codesOf(settled).sort()).toEqual([...Array<string>(19).fill('link-invalid'), 'ok']);
    expect(
      (await actionsOf(person)).filter((action) => action === 'user.email-changed'),
    ).toHaveLength(1);
  });

  test('of two people who confirm one address at once, one gets it and the other a conflict', async () => {
    for (let round = 0; round < 5; round += 1) {
      const people = [await createPerson(house), await createPerson(house)];
      const email = freshEmail();
      const links = [];
      for (const person of people)
        links.push((await askForEmailChange(house, person, email)).token);
      const settled = await Promise.allSettled(links.map((token) => byLink(token)));
      expect(codesOf(settled).sort()).toEqual(['conflict', 'ok']);
      const loser = people[settled.findIndex(({ status }) => status === 'rejected')]!;
      expect(await emailOf(loser)).toBe(loser.email);
      expect(await findSession(house.deps, loser.sessionToken)).not.toBeNull();
    }
  });

  test('of a change and a sign-up that prove one address at once, one gets it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await createPerson(house);
      const { email, token } = await askForEmailChange(house, person);
      const waiting = await waitingSignUp(house, { email });
      const browser = { ...noCookies, signUpToken: waiting.browserToken };
      const settled = await Promise.allSettled([
        byLink(token),
        confirmSignUpByLink(house.deps, testRequest(), { token: waiting.token }, browser),
      ]);
      expect(codesOf(settled).filter((code) => code === 'ok')).toHaveLength(1);
      const holders = await house.sql('SELECT 1 FROM users WHERE email = $1', [email]);
      expect(holders).toHaveLength(1);
    }
  });

  test('works for a day to the second', async () => {
    const [early, late] = [await createPerson(house), await createPerson(house)];
    const first = await askForEmailChange(house, early);
    const second = await askForEmailChange(house, late);
    house.deps.clock.moveBySeconds(emailChangeLifetimeSeconds - 1);
    await expect(byLink(first.token)).resolves.toBeDefined();
    house.deps.clock.moveBySeconds(1);
    await expect(byLink(second.token)).rejects.toEqual(refusal('link-invalid'));
  });

  test('ends links to set a new password that went to the address before', async () => {
    const person = await createPerson(house);
    const resetToken = await mailedResetToken(house, person.email);
    await byLink((await askForEmailChange(house, person)).token);
    await expect(
      resetPassword(house.deps, testRequest(), { token: resetToken, password: otherPassword }),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('a failing audit write takes the change with it', async () => {
    const person = await createPerson(house);
    const { token, email } = await askForEmailChange(house, person);
    const mend = await breakAudit(house);
    await expect(byLink(token, person.sessionToken)).rejects.toThrow();
    await mend();
    expect(await emailOf(person)).toBe(person.email);
    expect(await findSession(house.deps, person.sessionToken)).not.toBeNull();
    expect(await templatesTo(email)).toEqual(['confirm-email-change']);
    await expect(byLink(token)).resolves.toBeDefined();
  });

  test.each(['reset-password', 'sign-up', 'nothing'])(
    'a token of %s confirms no address',
    async (what) => {
      const person = await createPerson(house);
      const token =
        what === 'reset-password'
          ? await mailedResetToken(house, person.email)
          : what === 'sign-up'
            ? (await waitingSignUp(house)).token
            : 'x'.repeat(43);
      await expect(byLink(token)).rejects.toEqual(refusal('link-invalid'));
    },
  );
});

describe('confirming by the code', () => {
  test('in the session that asked changes the address, however the code is typed', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const { code, email } = await askForEmailChange(house, person);
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4).replaceAll('0', 'o')} `;
    const { sessionToken } = await byCode(person, typed);
    expect(await emailOf(person)).toBe(email);
    expect(await findSession(house.deps, sessionToken!)).not.toBeNull();
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
    expect(await findSession(house.deps, other.sessionToken)).toBeNull();
  });

  test('counts in no other session, which is told so', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const { code } = await askForEmailChange(house, person);
    expect(await pendingOf(other)).toMatchObject({ code: 'elsewhere' });
    await expect(byCode(other, code)).rejects.toEqual(refusal('link-invalid'));
    await resendEmailChange(house.deps, await grantOf(other));
    expect(await pendingOf(other)).toMatchObject({ code: 'works' });
    expect(await pendingOf(person)).toMatchObject({ code: 'elsewhere' });
  });

  test('takes five tries, also when they come at once', async () => {
    const person = await createPerson(house);
    const { code, token } = await askForEmailChange(house, person);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, () => byCode(person, 'AAAAAAAA')),
    );
    expect(new Set(codesOf(settled))).toEqual(new Set(['code-invalid']));
    await expect(byCode(person, code)).rejects.toMatchObject({
      fieldErrors: { code: [expect.stringContaining('no longer works') as string] },
    });
    expect(await pendingOf(person)).toMatchObject({ code: 'ended' });
    await expect(byLink(token)).resolves.toBeDefined();
  });

  test('holds for ten minutes to the second', async () => {
    const person = await createPerson(house);
    const first = await askForEmailChange(house, person);
    house.deps.clock.moveBySeconds(mailedCodeLifetimeSeconds);
    await expect(byCode(person, first.code)).rejects.toEqual(refusal('code-invalid'));
    await resendEmailChange(house.deps, await grantOf(person));
    const again = await lastMail(house, first.email, 'confirm-email-change');
    house.deps.clock.moveBySeconds(mailedCodeLifetimeSeconds - 1);
    await expect(byCode(person, again.code)).resolves.toMatchObject({ email: first.email });
  });
});

describe('a change that waits', () => {
  test('sent again has another link and another code; those before are dead', async () => {
    const person = await createPerson(house);
    const first = await askForEmailChange(house, person);
    await resendEmailChange(house.deps, await grantOf(person));
    await expect(byLink(first.token)).rejects.toEqual(refusal('link-invalid'));
    await expect(byCode(person, first.code)).rejects.toEqual(refusal('code-invalid'));
    const again = await lastMail(house, first.email, 'confirm-email-change');
    await expect(byLink(tokenIn(again.link))).resolves.toBeDefined();
  });

  test('can be sent again four times in a quarter of an hour', async () => {
    const person = await createPerson(house);
    await askForEmailChange(house, person);
    const grant = await grantOf(person);
    for (let i = 0; i < 4; i += 1) await resendEmailChange(house.deps, grant);
    await expect(resendEmailChange(house.deps, grant)).rejects.toEqual(refusal('rate-limited'));
  });

  test('can be cancelled, once', async () => {
    const person = await createPerson(house);
    const { token, code } = await askForEmailChange(house, person);
    const grant = await grantOf(person);
    await Promise.all(Array.from({ length: 5 }, () => cancelEmailChange(house.deps, grant)));
    expect(await pendingOf(person)).toBeNull();
    await expect(byLink(token)).rejects.toEqual(refusal('link-invalid'));
    await expect(byCode(person, code)).rejects.toEqual(refusal('link-invalid'));
    await expect(resendEmailChange(house.deps, grant)).rejects.toEqual(refusal('conflict'));
    expect(await actionsOf(person)).toEqual([
      'user.email-change-requested',
      'user.email-change-cancelled',
    ]);
  });

  test("is nobody else's: another person sees none, and cancels and sends none", async () => {
    const [person, other] = [await createPerson(house), await createPerson(house)];
    const { token } = await askForEmailChange(house, person);
    expect(await pendingOf(other)).toBeNull();
    await cancelEmailChange(house.deps, await grantOf(other));
    await expect(resendEmailChange(house.deps, await grantOf(other))).rejects.toEqual(
      refusal('conflict'),
    );
    await expect(byLink(token)).resolves.toBeDefined();
  });

  test.each(['a reset of the password', 'a change of the password'])(
    'ends with %s',
    async (how) => {
      const person = await createPerson(house);
      const { token } = await askForEmailChange(house, person);
      if (how.startsWith('a reset')) {
        const reset = await mailedResetToken(house, person.email);
        await resetPassword(house.deps, testRequest(), { token: reset, password: otherPassword });
      } else {
        await changePassword(house.deps, await grantOf(person), {
          currentPassword: person.password,
          newPassword: otherPassword,
        });
      }
      await expect(byLink(token)).rejects.toEqual(refusal('link-invalid'));
      expect(await emailOf(person)).toBe(person.email);
    },
  );
});

describe('the address before a change', () => {
  test("is nobody else's for seven days: a sign-up and a change hear by mail that it is kept", async () => {
    const person = await changeEmail(house, await createPerson(house));
    const other = await createPerson(house);
    const before = (await mailsFor(house, person.oldEmail)).length;
    await request(other, person.oldEmail);
    await signUp(house.deps, testRequest(), signUpInput({ email: person.oldEmail }));
    const mails = (await mailsFor(house, person.oldEmail)).slice(before);
    expect(mails).toEqual([
      expect.objectContaining({ template: 'account-exists', asked: 'email-change', isKept: true }),
      expect.objectContaining({ template: 'account-exists', asked: 'sign-up', isKept: true }),
    ]);
  });

  test('is not given to a sign-up or a change that began before it was left', async () => {
    const person = await createPerson(house);
    const left = await changeEmail(house, person);
    const rival = await createPerson(house);
    // As if its mail had gone out before: what waits holds a live link.
    const waiting = await askForEmailChange(house, rival);
    await house.sql(
      'UPDATE email_changes SET new_email = $1 WHERE user_id = $2 AND ended_at IS NULL',
      [left.oldEmail, rival.userId],
    );
    await expect(byLink(waiting.token)).rejects.toEqual(refusal('conflict'));
    const waitingOne = await waitingSignUp(house);
    await house.sql('UPDATE sign_up_attempts SET email = $1 WHERE email = $2', [
      left.oldEmail,
      waitingOne.email,
    ]);
    const browser = { ...noCookies, signUpToken: waitingOne.browserToken };
    await expect(
      confirmSignUpByLink(house.deps, testRequest(), { token: waitingOne.token }, browser),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('can be taken back by its own person, and is free for all after the seven days', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const back = await changeEmail(house, moved, person.email);
    expect(await emailOf(back)).toBe(person.email);
    const again = await changeEmail(house, back);
    house.deps.clock.moveBySeconds(7 * 24 * 60 * 60);
    const other = await createPerson(house);
    const { token } = await askForEmailChange(house, other, again.oldEmail);
    await expect(byLink(token)).resolves.toBeDefined();
  });
});
