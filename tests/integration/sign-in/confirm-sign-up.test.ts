import { describe, expect, test } from 'vitest';
import { mailedCodeLifetimeSeconds, signUpLifetimeSeconds } from '@/lib/accounts/model';
import { signUp } from '@/lib/accounts/sign-up';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import {
  confirmSignUpByCode,
  confirmSignUpByLink,
  type ConfirmingBrowser,
} from '@/lib/sign-in/confirm-sign-up';
import { findSignUp } from '@/lib/sign-in/find-sign-up';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  goodPassword,
  mailedResetToken,
  noCookies,
  otherPassword,
  refusal,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';

const house = houseOfFile();

const anotherBrowser: ConfirmingBrowser = { ...noCookies, signUpToken: null };
const browserOf = ({ browserToken }: { browserToken: string }): ConfirmingBrowser => ({
  ...noCookies,
  signUpToken: browserToken,
});
const byLink = (token: string, browser = anotherBrowser, password?: string) =>
  confirmSignUpByLink(house.deps, testRequest(), { token, password }, browser).then(
    requireSignedIn,
  );
const byCode = (code: string, browser: ConfirmingBrowser) =>
  confirmSignUpByCode(house.deps, testRequest(), { code }, browser);
const outcomes = async (attempts: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(attempts);
  return {
    won: settled.filter(({ status }) => status === 'fulfilled').length,
    codes: new Set(
      settled.flatMap((one) =>
        one.status === 'rejected'
          ? [(one.reason as { code?: string }).code ?? String(one.reason)]
          : [],
      ),
    ),
  };
};
const users = (email: string) =>
  house.sql<{ id: string; time_zone: string }>('SELECT * FROM users WHERE email = $1', [email]);

describe('confirming by the link', () => {
  test('in the browser that signed up makes the account and signs in', async () => {
    const waiting = await waitingSignUp(house);
    const { sessionToken } = await byLink(waiting.token, browserOf(waiting));
    const session = await findSession(house.deps, sessionToken);
    expect(session?.user).toMatchObject({ email: waiting.email, timeZone: 'Europe/Berlin' });
    const events = await house.sql<{ action: string }>(
      'SELECT action FROM audit_events WHERE target_id = $1 ORDER BY ctid',
      [session?.user.id],
    );
    expect(events.map((event) => event.action)).toEqual(['user.signed-up', 'user.signed-in']);
  });

  test('20 at once make one account and one session', async () => {
    const waiting = await waitingSignUp(house);
    const { won, codes } = await outcomes(
      Array.from({ length: 20 }, () => byLink(waiting.token, browserOf(waiting))),
    );
    expect([won, [...codes]]).toEqual([1, ['link-invalid']]);
    const [user] = await users(waiting.email);
    const sessions = await house.sql('SELECT 1 FROM sessions WHERE user_id = $1', [user?.id]);
    expect(sessions).toHaveLength(1);
  });

  test('of 5 sign-ups with one address confirmed at once, each by several, one account comes to be', async () => {
    const email = freshEmail();
    const waiting = [];
    for (let i = 0; i < 5; i += 1) waiting.push(await waitingSignUp(house, { email }));
    const { won, codes } = await outcomes(
      [...waiting, ...waiting, ...waiting, ...waiting].map((one) =>
        byLink(one.token, browserOf(one)),
      ),
    );
    expect([won, [...codes]]).toEqual([1, ['link-invalid']]);
    expect(await users(email)).toHaveLength(1);
  });

  test('in another browser asks for the password of that very sign-up', async () => {
    const email = freshEmail();
    const attacker = await waitingSignUp(house, { email, password: otherPassword });
    const owner = await waitingSignUp(house, { email, password: goodPassword });
    await expect(byLink(attacker.token)).rejects.toMatchObject({
      code: 'invalid-input',
      fieldErrors: { password: [expect.any(String)] },
    });
    // The owner clicks the attacker's link, and types the password of their own sign-up.
    await expect(byLink(attacker.token, anotherBrowser, goodPassword)).rejects.toEqual(
      refusal('invalid-input'),
    );
    await expect(byLink(attacker.token, browserOf(owner))).rejects.toEqual(
      refusal('invalid-input'),
    );
    expect(await users(email)).toEqual([]);
    await expect(byLink(owner.token, anotherBrowser, goodPassword)).resolves.toBeDefined();
    // And nothing of the attacker's is left to confirm.
    await expect(byLink(attacker.token, browserOf(attacker))).rejects.toEqual(
      refusal('link-invalid'),
    );
  });

  test('limits the passwords tried for one link', async () => {
    const waiting = await waitingSignUp(house);
    for (let i = 0; i < 10; i += 1) {
      await expect(byLink(waiting.token, anotherBrowser, 'wrong')).rejects.toEqual(
        refusal('invalid-input'),
      );
    }
    await expect(byLink(waiting.token, anotherBrowser, goodPassword)).rejects.toEqual(
      refusal('rate-limited'),
    );
    await expect(byLink(waiting.token, browserOf(waiting))).resolves.toBeDefined();
  });

  test('works until a second before its end, and not at its end', async () => {
    const early = await waitingSignUp(house);
    const late = await waitingSignUp(house);
    house.deps.clock.moveBySeconds(signUpLifetimeSeconds - 1);
    await expect(byLink(early.token, browserOf(early))).resolves.toBeDefined();
    house.deps.clock.moveBySeconds(1);
    await expect(byLink(late.token, browserOf(late))).rejects.toEqual(refusal('link-invalid'));
  });

  test('takes no token of another purpose', async () => {
    const person = await createPerson(house);
    const reset = await mailedResetToken(house, person.email);
    await expect(byLink(reset)).rejects.toEqual(refusal('link-invalid'));
  });

  test('looking at the page uses nothing up, however often', async () => {
    const waiting = await waitingSignUp(house);
    const look = (signUpToken: string | null) => findSignUp(house.deps, waiting.token, signUpToken);
    for (let i = 0; i < 5; i += 1) {
      expect(await look(null)).toEqual({ kind: 'link', needsPassword: true, email: null });
      expect(await look(waiting.browserToken)).toMatchObject({
        kind: 'link',
        needsPassword: false,
      });
    }
    await expect(byLink(waiting.token, browserOf(waiting))).resolves.toBeDefined();
    expect(await look(waiting.browserToken)).toEqual({ kind: 'ended' });
  });

  test('a failing audit write takes the account and the session with it, and the link still works', async () => {
    const waiting = await waitingSignUp(house);
    const mend = await breakAudit(house);
    await expect(byLink(waiting.token, browserOf(waiting))).rejects.toThrow();
    await mend();
    expect(await users(waiting.email)).toEqual([]);
    await expect(byLink(waiting.token, browserOf(waiting))).resolves.toBeDefined();
  });
});

describe('confirming by the code', () => {
  test('takes it in lower case, with spaces, and with letters that look like its digits', async () => {
    const waiting = await waitingSignUp(house);
    const typed = ` ${waiting.code.slice(0, 4)}-${waiting.code.slice(4)} `
      .toLowerCase()
      .replace(/0/g, 'o')
      .replace(/1/g, 'l');
    await expect(byCode(typed, browserOf(waiting))).resolves.toMatchObject({ status: 'signed-in' });
  });

  test('after five wrong ones refuses the right one, but not the link', async () => {
    const waiting = await waitingSignUp(house);
    for (let i = 0; i < 5; i += 1) {
      await expect(byCode('AAAAAAAA', browserOf(waiting))).rejects.toEqual(refusal('code-invalid'));
    }
    await expect(byCode(waiting.code, browserOf(waiting))).rejects.toEqual(refusal('code-invalid'));
    await expect(byLink(waiting.token, browserOf(waiting))).resolves.toBeDefined();
  });

  test('20 wrong ones at once spend five tries', async () => {
    const waiting = await waitingSignUp(house);
    await outcomes(Array.from({ length: 20 }, () => byCode('AAAAAAAA', browserOf(waiting))));
    const rows = await house.sql<{ code_tries: number }>(
      'SELECT code_tries FROM sign_up_attempts WHERE email = $1',
      [waiting.email],
    );
    expect(rows[0]?.code_tries).toBe(5);
  });

  test('20 right ones at once make one account', async () => {
    const waiting = await waitingSignUp(house);
    const { won } = await outcomes(
      Array.from({ length: 20 }, () => byCode(waiting.code, browserOf(waiting))),
    );
    expect(won).toBe(1);
    expect(await users(waiting.email)).toHaveLength(1);
  });

  test('works for ten minutes and no longer', async () => {
    const early = await waitingSignUp(house);
    const late = await waitingSignUp(house);
    house.deps.clock.moveBySeconds(mailedCodeLifetimeSeconds - 1);
    await expect(byCode(early.code, browserOf(early))).resolves.toBeDefined();
    house.deps.clock.moveBySeconds(1);
    await expect(byCode(late.code, browserOf(late))).rejects.toEqual(refusal('code-invalid'));
  });

  test('counts in the browser that signed up, and in no other', async () => {
    const waiting = await waitingSignUp(house);
    const other = await waitingSignUp(house);
    await expect(byCode(waiting.code, browserOf(other))).rejects.toEqual(refusal('code-invalid'));
    await expect(
      confirmSignUpByCode(house.deps, testRequest(), { code: waiting.code }, anotherBrowser),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('of a sign-up for an address that has an account cannot be found by trying', async () => {
    const person = await createPerson(house);
    const { browserToken } = await signUp(house.deps, testRequest(), {
      name: 'Eve',
      email: person.email,
      password: otherPassword,
      timeZone: 'UTC',
    });
    await expect(byCode('AAAAAAAA', browserOf({ browserToken }))).rejects.toEqual(
      refusal('code-invalid'),
    );
  });
});

test('the browser that confirms loses the session it had before', async () => {
  const before = await createPerson(house);
  const waiting = await waitingSignUp(house);
  await byLink(waiting.token, { ...browserOf(waiting), sessionToken: before.sessionToken });
  expect(await findSession(house.deps, before.sessionToken)).toBeNull();
});
