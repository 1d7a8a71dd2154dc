import { describe, expect, test } from 'vitest';
import { resendSignUpMail } from '@/lib/accounts/resend-sign-up-mail';
import { signUp } from '@/lib/accounts/sign-up';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { testRequest } from '@/tests/support/deps';
import {
  createPerson,
  freshEmail,
  lastMail,
  mailsFor,
  noCookies,
  refusal,
  signUpInput,
  tokenIn,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';

const house = houseOfFile();

describe('signing up', () => {
  test('makes no account, and mails a link and a code of eight letters', async () => {
    const input = signUpInput();
    await signUp(house.deps, testRequest(), input);
    const mail = await lastMail(house, input.email, 'verify-email');
    expect(mail.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(mail.link).toMatch(/^http:\/\/localhost:3000\/verify-email\?token=[\w-]{43}$/);
    expect(await house.sql('SELECT 1 FROM users WHERE email = $1', [input.email])).toEqual([]);
  });

  test('answers the same for a known and an unknown address, for the same argon2 and the same queries', async () => {
    const person = await createPerson(house);
    const known = await countQueries(house.deps, (deps) =>
      signUp(deps, testRequest(), signUpInput({ email: person.email })),
    );
    const unknown = await countQueries(house.deps, (deps) =>
      signUp(deps, testRequest(), signUpInput()),
    );
    expect(known.queries).toEqual(unknown.queries);
    expect([known.argon2, unknown.argon2]).toEqual([1, 1]);
    expect(Object.keys(known.result)).toEqual(Object.keys(unknown.result));
    expect(known.result.browserToken).toHaveLength(unknown.result.browserToken.length);
  });

  test('tells whoever has an account already by mail, and by mail alone', async () => {
    const person = await createPerson(house);
    await signUp(house.deps, testRequest(), signUpInput({ email: person.email }));
    expect((await mailsFor(house, person.email)).map((mail) => mail.template)).toEqual([
      'verify-email',
      'account-exists',
    ]);
  });

  test('20 at once with one address all get the same answer', async () => {
    const email = freshEmail();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => signUp(house.deps, testRequest(), signUpInput({ email }))),
    );
    expect(new Set(answers.map((answer) => answer.browserToken)).size).toBe(20);
  });

  test('mails one address at most five times an hour, still with the same answer', async () => {
    const email = freshEmail();
    for (let i = 0; i < 8; i += 1) {
      await signUp(house.deps, testRequest(), signUpInput({ email }));
    }
    expect(await mailsFor(house, email)).toHaveLength(5);
  });

  test('from one network is limited, and says how long to wait', async () => {
    const request = testRequest();
    const input = signUpInput({ password: 'short' });
    for (let i = 0; i < 60; i += 1) {
      await expect(signUp(house.deps, request, input)).rejects.toEqual(refusal('invalid-input'));
    }
    const refused = await signUp(house.deps, request, input).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'rate-limited' });
    // The hour began with the first of them, some seconds ago.
    const { retryAfterSeconds } = refused as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThan(3000);
    expect(retryAfterSeconds).toBeLessThanOrEqual(3600);
    const neighbour = { ...request, ip: request.ip!.replace(/::1$/, '::beef') };
    await expect(signUp(house.deps, neighbour, input)).rejects.toEqual(refusal('rate-limited'));
    await expect(signUp(house.deps, testRequest(), input)).rejects.toEqual(
      refusal('invalid-input'),
    );
  });

  test('keeps no password, token or code in readable form', async () => {
    const canary = 'canary-zebra-quilt-91724';
    const waiting = await waitingSignUp(house, { password: canary });
    const { deps } = house;
    const tables = await house.sql<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')",
    );
    expect(tables.length).toBeGreaterThan(10);
    const dump = (
      await Promise.all(
        tables.map(({ name }) =>
          house
            .sql<{ row: string }>(`SELECT t::text AS row FROM public.${name} t`)
            .catch(() =>
              house.sql<{ row: string }>(`SELECT t::text AS row FROM graphile_worker.${name} t`),
            ),
        ),
      )
    )
      .flat()
      .map(({ row }) => row)
      .join('\n');
    for (const secret of [canary, waiting.token, waiting.code, waiting.browserToken]) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
      expect(deps.logged()).not.toContain(secret);
    }
  });
});

describe('sending the mail again', () => {
  test('replaces link and code: those before are dead, the new ones work', async () => {
    const first = await waitingSignUp(house);
    await resendSignUpMail(house.deps, first.browserToken);
    const again = await lastMail(house, first.email, 'verify-email');
    expect(again.code).not.toBe(first.code);
    const browser = { ...noCookies, signUpToken: first.browserToken };
    const confirm = (token: string) =>
      confirmSignUpByLink(house.deps, testRequest(), { token }, browser);
    await expect(confirm(first.token)).rejects.toEqual(refusal('link-invalid'));
    await expect(confirm(tokenIn(again.link))).resolves.toMatchObject({ status: 'signed-in' });
  });

  test('is limited for each sign-up', async () => {
    const { browserToken } = await waitingSignUp(house);
    for (let i = 0; i < 4; i += 1) await resendSignUpMail(house.deps, browserToken);
    await expect(resendSignUpMail(house.deps, browserToken)).rejects.toEqual(
      refusal('rate-limited'),
    );
  });

  test('past the limit of mails the link on its way goes on working', async () => {
    const email = freshEmail();
    for (let i = 0; i < 4; i += 1) await signUp(house.deps, testRequest(), signUpInput({ email }));
    const last = await waitingSignUp(house, { email });
    await resendSignUpMail(house.deps, last.browserToken);
    expect(await mailsFor(house, email)).toHaveLength(5);
    await expect(
      confirmSignUpByLink(
        house.deps,
        testRequest(),
        { token: last.token },
        { ...noCookies, signUpToken: last.browserToken },
      ),
    ).resolves.toMatchObject({ status: 'signed-in' });
  });

  test.each([null, 'no-such-browser'])('refuses a browser without a sign-up: %s', async (token) => {
    await expect(resendSignUpMail(house.deps, token)).rejects.toEqual(refusal('link-invalid'));
  });

  test('for a known address sends the same mail as the sign-up did, with the same answer', async () => {
    const person = await createPerson(house);
    const input = signUpInput({ email: person.email });
    const { browserToken } = await signUp(house.deps, testRequest(), input);
    await expect(resendSignUpMail(house.deps, browserToken)).resolves.toBeUndefined();
    const templates = (await mailsFor(house, person.email)).map((mail) => mail.template);
    expect(templates).toEqual(['verify-email', 'account-exists', 'account-exists']);
  });
});
