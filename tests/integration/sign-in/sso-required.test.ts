import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { requestPasswordReset } from '@/lib/accounts/request-password-reset';
import { sendResetLink } from '@/lib/accounts/send-reset-link';
import { signUp } from '@/lib/accounts/sign-up';
import { mailPasswordLink } from '@/lib/identities/mail-password-link';
import { startLink } from '@/lib/identities/start-link';
import type { AppError } from '@/lib/kernel/errors';
import { createOrganization } from '@/lib/orgs/create-organization';
import { decideEntry } from '@/lib/policy/decide-entry';
import { findSession } from '@/lib/sessions/find-session';
import { confirmEmailChangeByLink } from '@/lib/sign-in/confirm-email-change';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { signInsPerAccount, signInsPerNetwork } from '@/lib/sign-in/limits';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { isResetLinkLive, resetPassword } from '@/lib/sign-in/reset-password';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange } from '@/tests/support/email-changes';
import {
  beginLink,
  comeBack,
  createIdentityPerson,
  provedIdentity,
  signInWith,
} from '@/tests/support/identities';
import {
  breakAudit,
  createPerson,
  goodPassword,
  houseOfFile,
  mailedResetToken,
  mailsFor,
  noCookies,
  otherPassword,
  personGrant,
  refusal,
  signUpInput,
  waitingSignUp,
  type TestPerson,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';
import { insertDomain, requireSso } from '@/tests/support/sso-domains';

const house = houseOfFile();
const domain = 'captured.example';
let people = 0;
const captured = () => `person-${(people += 1)}@${domain}`;
let organizationId: string;
let slug: string;

beforeAll(async () => {
  const founder = await createPerson(house);
  const grant = await personGrant(house, founder.sessionToken);
  const input = { name: 'Captors', useCase: 'api-access', timeZone: undefined } as const;
  ({ organizationId, slug } = await createOrganization(house.deps, grant, input));
  await insertDomain(house.sql, organizationId, domain, { requiresSso: false });
});
afterEach(() => requireSso(house.sql, domain, false));
const capture = () => requireSso(house.sql, domain);

const join = (person: TestPerson, role = 'developer') =>
  house.sql(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [organizationId, person.userId, role],
  );
const signIn = (email: string, password = goodPassword) =>
  signInWithPassword(house.deps, testRequest(), { email, password }, noCookies);
const hasAccount = async (email: string) =>
  (await house.sql('SELECT 1 FROM users WHERE email = $1', [email])).length > 0;
const reasonsOf = async (label: string) =>
  (
    await house.sql<{ after: { reason: string } }>(
      `SELECT after FROM audit_events WHERE action = 'user.sign-in-refused' AND target_label = $1 ORDER BY ctid`,
      [label],
    )
  ).map(({ after }) => after.reason);

describe('a password', () => {
  test('signs nobody in whose domain requires single sign-on, for the same work with an account, with a sign-up that waits, and without either', async () => {
    const person = await createPerson(house, { email: captured() });
    const waiting = await waitingSignUp(house, { email: captured() });
    await capture();
    const seen = [];
    for (const [email, password] of [
      [captured(), goodPassword],
      [person.email, person.password],
      [person.email, 'not the password at all'],
      [waiting.email, waiting.password],
    ] as const) {
      const counted = await countQueries(house.deps, (deps) =>
        signInWithPassword(deps, testRequest(), { email, password }, noCookies).catch(
          (error: unknown) => error as AppError,
        ),
      );
      const { code, publicMessage, fieldErrors } = counted.result as AppError;
      seen.push({ ...counted, result: { code, publicMessage, fieldErrors } });
    }
    expect(seen[0]).toMatchObject({
      argon2: 0,
      result: { code: 'sso-required', publicMessage: `${domain} signs in by single sign-on.` },
    });
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(await reasonsOf(`${person.name} <${person.email}>`)).toEqual([
      'sso-required',
      'sso-required',
    ]);
  });

  test('signs in at a domain below it, beside it, and once it is no longer required', async () => {
    const person = await createPerson(house, { email: captured() });
    const below = await createPerson(house, { email: `ada@sub.${domain}` });
    const beside = await createPerson(house, { email: `ada@not-${domain}` });
    await capture();
    for (const { email } of [below, beside]) {
      expect(await signIn(email)).toMatchObject({ status: 'signed-in' });
    }
    await expect(signIn(person.email)).rejects.toEqual(refusal('sso-required'));
    await requireSso(house.sql, domain, false);
    expect(await signIn(person.email)).toMatchObject({ status: 'signed-in' });
  });

  test('uses up the attempts of the network that types it, and never those of the account', async () => {
    const email = captured();
    await capture();
    const counted: string[] = [];
    const limits: typeof house.deps.limits = {
      ...house.deps.limits,
      consume: (limit, key) => {
        counted.push(limit.name);
        return house.deps.limits.consume(limit, key);
      },
    };
    const deps = { ...house.deps, limits };
    const attempt = signInWithPassword(deps, testRequest(), { email, password: 'x' }, noCookies);
    await expect(attempt).rejects.toEqual(refusal('sso-required'));
    expect(counted).toEqual([signInsPerNetwork.name]);
    expect(counted).not.toContain(signInsPerAccount.name);
  });

  test('is not refused without its event', async () => {
    await capture();
    const mend = await breakAudit(house);
    try {
      await expect(signIn(captured())).rejects.not.toEqual(refusal('sso-required'));
    } finally {
      await mend();
    }
  });
});

describe('a session that is open', () => {
  test('goes on for other organizations, and enters the one that requires single sign-on no more', async () => {
    const person = await createPerson(house, { email: captured() });
    await join(person);
    await capture();
    const session = await findSession(house.deps, person.sessionToken, slug);
    const { membership } = session!;
    expect(membership?.requiresSso).toBe(true);
    const facts = { policy: membership!.policy, session: session!, address: null };
    const rest = {
      hasSecondFactor: false,
      isBoundElsewhere: false,
      acceptsBreakGlass: false,
      memberSince: new Date(0),
    };
    expect(decideEntry({ ...facts, ...rest, requiresSso: true }, house.deps.clock.now())).toEqual({
      status: 'sso-required',
    });
  });
});

describe('an organization that is being deleted', () => {
  test('keeps nobody out of their account, since nobody gets in by its single sign-on', async () => {
    const person = await createPerson(house, { email: captured() });
    await join(person);
    await capture();
    await expect(signIn(person.email)).rejects.toEqual(refusal('sso-required'));
    const be = (status: string) =>
      house.sql('UPDATE organizations SET status = $2 WHERE id = $1', [organizationId, status]);
    await be('deleting');
    try {
      const result = await signIn(person.email);
      if (result.status !== 'signed-in') throw new Error(result.status);
      const session = await findSession(house.deps, result.sessionToken, slug);
      expect(session?.membership?.requiresSso).toBe(false);
      const again = await mailedResetToken(house, person.email);
      expect(await isResetLinkLive(house.deps, again)).toBe(true);
    } finally {
      await be('active');
    }
    await expect(signIn(person.email)).rejects.toEqual(refusal('sso-required'));
  });
});

describe('Google and GitHub', () => {
  test('sign nobody in whose account has an address there, whatever the provider says of it', async () => {
    const identity = provedIdentity({ email: captured() });
    const { userId } = await createIdentityPerson(house, identity);
    await capture();
    expect(await signInWith(house, identity)).toMatchObject({
      status: 'refused',
      reason: 'sso-required',
    });
    const elsewhere = { ...identity, email: 'ada@free.example' };
    expect(await signInWith(house, elsewhere)).toMatchObject({ reason: 'sso-required' });
    await house.sql('UPDATE users SET email = $2 WHERE id = $1', [userId, 'grace@free.example']);
    expect(await signInWith(house, identity)).toMatchObject({ status: 'entered' });
  });

  test('make no account of an address there', async () => {
    const identity = provedIdentity({ email: captured() });
    await capture();
    expect(await signInWith(house, identity)).toMatchObject({ reason: 'sso-required' });
    expect(await hasAccount(identity.email!)).toBe(false);
    expect(await reasonsOf(identity.email!)).toEqual(['sso-required']);
  });

  test('are not linked to an account there, neither now nor by a way that was begun before', async () => {
    const person = await createPerson(house, { email: captured() });
    const token = await beginLink(house, person);
    await capture();
    const grant = await personGrant(house, person.sessionToken);
    await expect(startLink(house.deps, grant, { provider: 'google' })).rejects.toEqual(
      refusal('sso-required'),
    );
    expect(await comeBack(house, token, provedIdentity(), { browser: person })).toMatchObject({
      status: 'refused',
      reason: 'sso-required',
    });
    expect(await house.sql('SELECT 1 FROM identities WHERE user_id = $1', [person.userId])).toEqual(
      [],
    );
  });
});

describe('signing up', () => {
  test('is refused by the domain alone, for the same work with an account and without', async () => {
    const person = await createPerson(house, { email: captured() });
    await capture();
    const seen = [];
    for (const email of [captured(), person.email]) {
      const { result, ...work } = await countQueries(house.deps, (deps) =>
        signUp(deps, testRequest(), signUpInput({ email })).catch((error: unknown) => error),
      );
      const { code, publicMessage } = result as AppError;
      seen.push({ ...work, code, publicMessage });
      expect(await mailsFor(house, email)).toHaveLength(email === person.email ? 1 : 0);
    }
    expect(seen[0]).toMatchObject({ code: 'sso-required', argon2: 0 });
    expect(seen[1]).toEqual(seen[0]);
  });

  test('that waited for its confirmation ends in no account', async () => {
    const { email, token, browserToken } = await waitingSignUp(house, { email: captured() });
    await capture();
    const browser = { ...noCookies, signUpToken: browserToken };
    const confirm = confirmSignUpByLink(house.deps, testRequest(), { token }, browser);
    await expect(confirm).rejects.toEqual(refusal('sso-required'));
    expect(await hasAccount(email)).toBe(false);
  });
});

describe('a forgotten password', () => {
  test('is asked for as anywhere, and no link is mailed', async () => {
    const person = await createPerson(house, { email: captured() });
    await capture();
    const ask = (email: string) =>
      countQueries(house.deps, (deps) => requestPasswordReset(deps, testRequest(), { email }));
    expect(await ask(person.email)).toEqual(await ask(`ada@free.example`));
    const request = { email: person.email, ip: '', userAgent: '', requestId: 'test' };
    await sendResetLink(house.deps, request);
    const mails = await mailsFor(house, person.email);
    expect(mails.map(({ template }) => template)).not.toContain('reset-password');
  });

  test('is not set by a link that was mailed before', async () => {
    const person = await createPerson(house, { email: captured() });
    const token = await mailedResetToken(house, person.email);
    expect(await isResetLinkLive(house.deps, token)).toBe(true);
    await capture();
    expect(await isResetLinkLive(house.deps, token)).toBe(false);
    await expect(
      resetPassword(house.deps, testRequest(), { token, password: otherPassword }),
    ).rejects.toEqual(refusal('link-invalid'));
    await requireSso(house.sql, domain, false);
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 'signed-in' });
  });

  test('is not asked for in an open session of somebody without one, who is told why', async () => {
    const person = await createIdentityPerson(house, provedIdentity({ email: captured() }));
    await capture();
    const grant = await personGrant(house, person.sessionToken);
    await expect(mailPasswordLink(house.deps, grant)).rejects.toEqual(refusal('sso-required'));
  });
});

describe('a change of address', () => {
  test('to one there is refused when it is asked for, and when it is confirmed', async () => {
    const person = await createPerson(house);
    const change = await askForEmailChange(house, person, captured());
    await capture();
    const grant = await personGrant(house, person.sessionToken);
    const ask = requestEmailChange(house.deps, grant, { email: captured() });
    await expect(ask).rejects.toEqual(refusal('invalid-input'));
    const confirm = confirmEmailChangeByLink(house.deps, testRequest(), change, null);
    await expect(confirm).rejects.toEqual(refusal('sso-required'));
    expect(await hasAccount(person.email)).toBe(true);
  });

  test('is no way round it for a member, and free for who is none', async () => {
    const member = await createPerson(house, { email: captured() });
    const stranger = await createPerson(house, { email: captured() });
    await join(member);
    const begun = await askForEmailChange(house, member, 'escaped@free.example');
    await capture();
    const grantOf = ({ sessionToken }: TestPerson) => personGrant(house, sessionToken);
    const input = { email: 'away@free.example' };
    await expect(
      requestEmailChange(house.deps, await grantOf(member), input),
    ).rejects.toMatchObject({ fieldErrors: { email: [expect.stringMatching(/Leave it first/)] } });
    const confirm = confirmEmailChangeByLink(house.deps, testRequest(), begun, null);
    await expect(confirm).rejects.toEqual(refusal('sso-required'));
    await requestEmailChange(house.deps, await grantOf(stranger), input);
  });
});
