import { describe, expect, test } from 'vitest';
import { findSession } from '@/lib/sessions/find-session';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { disownSignIn, isNotMeLinkLive } from '@/lib/sign-in/disown-sign-in';
import { newDeviceMailsPerDay, notMeLifetimeSeconds, requireSignedIn } from '@/lib/sign-in/model';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  mailedResetToken,
  mailsFor,
  noCookies,
  otherPassword,
  personGrant,
  refusal,
  type TestPerson,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson } from '@/tests/support/second-factor';
import { changePassword } from '@/lib/sign-in/change-password';

const house = houseOfFile();

const day = 24 * 60 * 60;
const signIn = (
  { email, password }: Pick<TestPerson, 'email' | 'password'>,
  { deviceToken = null as string | null, request = {} } = {},
) =>
  signInWithPassword(
    house.deps,
    testRequest(request),
    { email, password },
    { ...noCookies, deviceToken },
  );
const noticesFor = async (email: string) =>
  (await mailsFor(house, email)).flatMap((mail) => (mail.template === 'new-device' ? [mail] : []));
/** A sign-in from a browser that nobody knows, and the token of the link that is mailed about it. */
async function intrude(person: TestPerson) {
  const { sessionToken } = requireSignedIn(await signIn(person));
  const notice = (await noticesFor(person.email)).at(-1);
  return { sessionToken, token: tokenIn(notice!.link) };
}
const disown = (token: string) => disownSignIn(house.deps, testRequest(), { token });

describe('a mail about a new device', () => {
  test('says when, from which device and address, and by which method, and links to this server', async () => {
    const person = await createPerson(house);
    await signIn(person, { request: { ip: '192.0.2.7' } });
    const [notice, ...others] = await noticesFor(person.email);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      device: 'Chrome 142 on Linux',
      ip: '192.0.2.7',
      method: 'Password',
      isLastOfDay: false,
    });
    expect(notice?.at).toMatch(/21 November 2026.*13:00.*(CET|GMT\+1)/);
    expect(notice?.link).toMatch(/^http:\/\/localhost:3000\/not-me\?token=[\w-]{43}$/);
  });

  test('does not come for the first sign-in of a new account, nor from a browser that it knows', async () => {
    const person = await createPerson(house);
    await signIn(person, { deviceToken: person.deviceToken });
    expect(await noticesFor(person.email)).toEqual([]);
  });

  test('does not come for the browser that has just reset the password, but for another one', async () => {
    const person = await createPerson(house);
    const token = await mailedResetToken(house, person.email);
    const { deviceToken } = await resetPassword(house.deps, testRequest(), {
      token,
      password: otherPassword,
    });
    const renewed = { ...person, password: otherPassword };
    await signIn(renewed, { deviceToken });
    expect(await noticesFor(person.email)).toEqual([]);
    await signIn(renewed);
    expect(await noticesFor(person.email)).toHaveLength(1);
  });

  test('comes to an account that was unused for so long that its sessions are forgotten', async () => {
    const person = await createPerson(house);
    await house.sql('DELETE FROM sessions WHERE user_id = $1', [person.userId]);
    await house.sql('DELETE FROM known_devices WHERE user_id = $1', [person.userId]);
    await house.sql("UPDATE users SET created_at = created_at - interval '91 days' WHERE id = $1", [
      person.userId,
    ]);
    await signIn(person);
    expect(await noticesFor(person.email)).toHaveLength(1);
  });

  test('comes once the second factor was right, and not before', async () => {
    const person = await createGuardedPerson(house);
    const half = await signIn(person);
    if (half.status !== 'second-factor-due') throw new Error('a code is due');
    expect(await noticesFor(person.email)).toEqual([]);
    await completeSecondFactor(
      house.deps,
      testRequest(),
      { kind: 'totp', code: codeOf(house, person.secret) },
      { ...noCookies, challengeToken: half.challengeToken },
    );
    expect(await noticesFor(person.email)).toMatchObject([
      { method: 'Password and authenticator app' },
    ]);
  });

  test('does not come for a sign-in that was refused', async () => {
    const person = await createPerson(house);
    await expect(signIn({ ...person, password: 'wrong' })).rejects.toThrow();
    expect(await noticesFor(person.email)).toEqual([]);
  });

  test('comes five times a day at most, also for 20 sign-ins at once, and nobody is kept out for it', async () => {
    const person = await createPerson(house);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => signIn(person)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    const notices = await noticesFor(person.email);
    expect(notices).toHaveLength(newDeviceMailsPerDay);
    expect(notices.filter(({ isLastOfDay }) => isLastOfDay)).toHaveLength(1);
    house.deps.clock.moveBySeconds(day + 1);
    await signIn(person);
    expect(await noticesFor(person.email)).toHaveLength(newDeviceMailsPerDay + 1);
  });
});

describe('"This wasn’t me"', () => {
  test('secures the account, with nobody signed in', async () => {
    const person = await createPerson(house);
    const intruder = await intrude(person);
    await disown(intruder.token);
    for (const { sessionToken } of [person, intruder]) {
      expect(await findSession(house.deps, sessionToken)).toBeNull();
    }
    await expect(signIn(person)).rejects.toEqual(refusal('invalid-credentials'));
    const mails = (await mailsFor(house, person.email)).map(({ template }) => template);
    expect(mails.at(-1)).toBe('reset-password');
  });

  test('20 at once: one effect', async () => {
    const person = await createPerson(house);
    const { token } = await intrude(person);
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => disown(token)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled) {
      if (one.status === 'rejected') expect(one.reason).toEqual(refusal('link-invalid'));
    }
    const events = await house.sql(
      "SELECT 1 FROM audit_events WHERE target_id = $1 AND action = 'user.account-secured'",
      [person.userId],
    );
    expect(events).toHaveLength(1);
    const mails = await mailsFor(house, person.email);
    expect(mails.filter(({ template }) => template === 'reset-password')).toHaveLength(1);
  });

  test('works from an earlier mail too, also after the intruder has changed the password', async () => {
    const person = await createPerson(house);
    const first = await intrude(person);
    house.deps.clock.moveBySeconds(60);
    const second = await intrude(person);
    await changePassword(house.deps, await personGrant(house, second.sessionToken), {
      currentPassword: person.password,
      newPassword: otherPassword,
    });
    expect(await isNotMeLinkLive(house.deps, second.token)).toBe(true);
    await disown(first.token);
    await expect(signIn({ ...person, password: otherPassword })).rejects.toEqual(
      refusal('invalid-credentials'),
    );
    // What the second was about is over as well.
    await expect(disown(second.token)).rejects.toEqual(refusal('link-invalid'));
  });

  test('of two links pressed at once one counts', async () => {
    const person = await createPerson(house);
    const links = [await intrude(person), await intrude(person)];
    const settled = await Promise.allSettled(links.map(({ token }) => disown(token)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('works until a second before its end, and not at its end; looking uses nothing up', async () => {
    const [early, late] = [await createPerson(house), await createPerson(house)];
    const tokens = [(await intrude(early)).token, (await intrude(late)).token] as const;
    house.deps.clock.moveBySeconds(notMeLifetimeSeconds - 1);
    for (let i = 0; i < 5; i += 1) expect(await isNotMeLinkLive(house.deps, tokens[0])).toBe(true);
    await disown(tokens[0]);
    house.deps.clock.moveBySeconds(1);
    expect(await isNotMeLinkLive(house.deps, tokens[1])).toBe(false);
    await expect(disown(tokens[1])).rejects.toEqual(refusal('link-invalid'));
  });

  test('takes no token of another purpose, and is none for another purpose', async () => {
    const person = await createPerson(house);
    const { token } = await intrude(person);
    const resetToken = await mailedResetToken(house, person.email);
    for (const wrong of [resetToken, '', 'x'.repeat(43)]) {
      await expect(disown(wrong)).rejects.toEqual(refusal('link-invalid'));
    }
    await expect(
      resetPassword(house.deps, testRequest(), { token, password: otherPassword }),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('keeps only the SHA-256 of its token', async () => {
    const person = await createPerson(house);
    const { token } = await intrude(person);
    const rows = await house.sql<{ row: string }>(
      'SELECT t::text AS row FROM link_tokens t UNION ALL SELECT m::text FROM outbox_mails m UNION ALL SELECT a::text FROM audit_events a',
    );
    const text = rows.map(({ row }) => row).join();
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('hex'));
  });

  test('a failing audit write leaves the link and the account as they were', async () => {
    const person = await createPerson(house);
    const { token, sessionToken } = await intrude(person);
    const mend = await breakAudit(house);
    await expect(disown(token)).rejects.toThrow();
    await mend();
    expect(await findSession(house.deps, sessionToken)).not.toBeNull();
    await expect(disown(token)).resolves.toBeUndefined();
  });
});
