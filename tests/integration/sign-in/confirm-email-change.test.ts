import { describe, expect, test } from 'vitest';
import { emailChangeLifetimeSeconds, mailedCodeLifetimeSeconds } from '@/lib/accounts/model';
import { findSession } from '@/lib/sessions/find-session';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { findLinkedEmailChange } from '@/lib/sign-in/find-email-change';
import { resendEmailChange } from '@/lib/sign-in/resend-email-change';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, emailChangeActs } from '@/tests/support/email-changes';
import {
  breakAudit,
  createPerson,
  freshEmail,
  lastMail,
  mailedResetToken,
  noCookies,
  otherPassword,
  refusal,
  signInAgain,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';

const house = houseOfFile();
const { grantOf, byLink, byCode, emailOf, pendingOf, actionsOf, templatesTo } =
  emailChangeActs(house);
const codesOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) =>
    one.status === 'rejected'
      ? ((one.reason as { code?: string }).code ?? String(one.reason))
      : 'ok',
  );

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
