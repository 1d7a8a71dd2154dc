import { describe, expect, test } from 'vitest';
import { cancelEmailChange } from '@/lib/sign-in/cancel-email-change';
import { changePassword } from '@/lib/sign-in/change-password';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { resendEmailChange } from '@/lib/sign-in/resend-email-change';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, emailChangeActs } from '@/tests/support/email-changes';
import {
  createPerson,
  freshEmail,
  lastMail,
  mailedResetToken,
  mailsFor,
  otherPassword,
  refusal,
  signInAgain,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';

const house = houseOfFile();
const { grantOf, request, byLink, byCode, emailOf, pendingOf, actionsOf, templatesTo } =
  emailChangeActs(house);
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
