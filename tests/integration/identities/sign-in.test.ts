import { describe, expect, test } from 'vitest';
import { finishHandshake } from '@/lib/identities/finish-handshake';
import { startSignIn } from '@/lib/identities/start-sign-in';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  beginSignIn,
  comeBack,
  countEnds,
  createIdentityPerson,
  link,
  provedIdentity,
  signInWith,
} from '@/tests/support/identities';
import {
  breakAudit,
  createPerson,
  freshEmail,
  noCookies,
  otherPassword,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson } from '@/tests/support/second-factor';

const house = houseOfFile();

const refused = (reason: string) =>
  expect.objectContaining({ status: 'refused', reason }) as unknown;
const usersOf = (email: string) =>
  house.sql<{ id: string; name: string; time_zone: string; password_hash: string | null }>(
    'SELECT * FROM users WHERE email = $1',
    [email],
  );
const sessionsOf = (userId: string) =>
  house.sql('SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [userId]);
const refusalsOf = (label: string) =>
  house.sql<{ after: unknown }>(
    "SELECT after FROM audit_events WHERE action = 'user.sign-in-refused' AND target_label = $1",
    [label],
  );

describe('an identity that nobody here knows', () => {
  test('makes an account without a password, signed in, that says how', async () => {
    const identity = provedIdentity();
    const { sessionToken, userId } = await createIdentityPerson(house, identity);
    expect(await findSession(house.deps, sessionToken)).toMatchObject({
      method: 'google',
      user: { email: identity.email, name: 'Pat Provider', timeZone: 'Europe/Berlin' },
    });
    const [user] = await usersOf(identity.email!);
    expect(user).toMatchObject({ id: userId, password_hash: null });
    const events = await house.sql<{ action: string }>(
      'SELECT action FROM audit_events WHERE target_id = $1 ORDER BY ctid',
      [userId],
    );
    expect(events.map(({ action }) => action)).toEqual(['user.signed-up', 'user.signed-in']);
  });

  test('and comes back as the same person, whatever their address and name are there by then', async () => {
    const identity = provedIdentity();
    const { userId } = await createIdentityPerson(house, identity);
    const moved = { ...identity, email: freshEmail(), name: 'Married Name' };
    const again = await createIdentityPerson(house, moved);
    expect(again.userId).toBe(userId);
    expect(again.email).toBe(identity.email);
    expect((await usersOf(identity.email!))[0]?.name).toBe('Pat Provider');
    expect(await usersOf(moved.email)).toEqual([]);
    const unverified = await signInWith(house, { ...identity, email: null });
    expect(unverified.status).toBe('entered');
  });

  test('is told apart from the same number at another provider', async () => {
    const google = provedIdentity({ provider: 'google' });
    const github = provedIdentity({ provider: 'github', subject: google.subject });
    const one = await createIdentityPerson(house, google);
    expect((await createIdentityPerson(house, github)).userId).not.toBe(one.userId);
  });

  test('and from the same number at another issuer in the place of Google', async () => {
    const identity = provedIdentity();
    const { userId } = await createIdentityPerson(house, identity);
    const oauth = {
      ...house.deps.oauth,
      google: { ...house.deps.oauth.google!, issuer: 'https://other.test' },
    };
    const elsewhere = { ...house, deps: { ...house.deps, oauth } };
    const end = await signInWith(elsewhere, { ...identity, email: freshEmail() });
    if (end.status !== 'entered') throw new Error(end.status);
    const session = await findSession(house.deps, requireSignedIn(end.result).sessionToken);
    expect(session?.user.id).not.toBe(userId);
  });

  test('without a verified address makes nothing', async () => {
    const identity = provedIdentity({ email: null });
    expect(await signInWith(house, identity)).toEqual(refused('email-unverified'));
    expect(
      await house.sql('SELECT 1 FROM identities WHERE subject = $1', [identity.subject]),
    ).toEqual([]);
    expect(await refusalsOf(`Google ${identity.subject}`)).toEqual([
      { after: { reason: 'email-unverified' } },
    ]);
  });

  test('with the address of an account gets into it by no means, and is not linked', async () => {
    const withPassword = await createPerson(house);
    const withoutPassword = await createIdentityPerson(
      house,
      provedIdentity({ provider: 'github' }),
    );
    for (const { email, userId } of [withPassword, withoutPassword]) {
      const before = await sessionsOf(userId);
      expect(await signInWith(house, provedIdentity({ email }))).toEqual(refused('account-exists'));
      expect(await sessionsOf(userId)).toEqual(before);
      expect(await refusalsOf(email)).toEqual([{ after: { reason: 'account-exists' } }]);
    }
    expect(
      await house.sql('SELECT 1 FROM identities WHERE user_id = $1', [withPassword.userId]),
    ).toEqual([]);
  });

  test('ends the sign-ups that wait for its address, so that nobody’s password is planted', async () => {
    const planted = await waitingSignUp(house, { password: otherPassword });
    await createIdentityPerson(house, provedIdentity({ email: planted.email }));
    const browser = { ...noCookies, signUpToken: planted.browserToken };
    await expect(
      confirmSignUpByLink(house.deps, testRequest(), { token: planted.token }, browser),
    ).rejects.toMatchObject({ code: 'link-invalid' });
    const input = { email: planted.email, password: otherPassword };
    await expect(
      signInWithPassword(house.deps, testRequest(), input, noCookies),
    ).rejects.toMatchObject({ code: 'invalid-credentials' });
  });

  test('makes one account of a sign-up by mail and of ten ways back at the same moment', async () => {
    const waiting = await waitingSignUp(house);
    const identity = provedIdentity({ email: waiting.email });
    const tokens = await Promise.all(Array.from({ length: 10 }, () => beginSignIn(house)));
    const browser = { ...noCookies, signUpToken: waiting.browserToken };
    await Promise.allSettled([
      confirmSignUpByLink(house.deps, testRequest(), { token: waiting.token }, browser),
      ...tokens.map((token) => comeBack(house, token, identity)),
    ]);
    expect(await usersOf(waiting.email)).toHaveLength(1);
  });

  test('that comes back by twenty handshakes at once is one person, signed in twenty times', async () => {
    const identity = provedIdentity();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => beginSignIn(house)));
    const ends = await Promise.all(tokens.map((token) => comeBack(house, token, identity)));
    expect(countEnds(ends)).toEqual({ entered: 20 });
    expect(await usersOf(identity.email!)).toHaveLength(1);
  });
});

describe('a handshake', () => {
  test('that is finished twenty times at once opens one session', async () => {
    const identity = provedIdentity();
    const token = await beginSignIn(house);
    const ends = await Promise.all(
      Array.from({ length: 20 }, () => comeBack(house, token, identity)),
    );
    expect(countEnds(ends)).toEqual({ entered: 1, failed: 19 });
    const [user] = await usersOf(identity.email!);
    expect(await sessionsOf(user!.id)).toHaveLength(1);
  });

  test('leads back to where it was begun, inside this server alone', async () => {
    const inside = await comeBack(
      house,
      await beginSignIn(house, 'google', '/account/security?x=1'),
      provedIdentity(),
    );
    expect(inside.returnTo).toBe('/account/security?x=1');
    for (const next of ['//evil.test', 'https://evil.test', '/\\evil.test', '\t//evil.test']) {
      const end = await comeBack(house, await beginSignIn(house, 'google', next), provedIdentity());
      expect([next, end.returnTo]).toEqual([next, '/']);
    }
  });

  test('is over after ten minutes, and once it failed', async () => {
    const token = await beginSignIn(house);
    house.deps.clock.moveBySeconds(10 * 60);
    expect(await comeBack(house, token, provedIdentity())).toEqual(refused('failed'));
    const failed = await beginSignIn(house);
    expect(await comeBack(house, failed, null)).toEqual(refused('failed'));
    expect(await comeBack(house, failed, provedIdentity())).toEqual(refused('failed'));
  });

  test('of one provider is nothing to another, nor is one of no browser', async () => {
    const token = await beginSignIn(house, 'github');
    const identity = provedIdentity({ provider: 'google' });
    expect(await comeBack(house, token, identity)).toEqual(refused('failed'));
    expect(await comeBack(house, null, identity)).toEqual(refused('failed'));
    expect(await comeBack(house, 'x'.repeat(43), identity)).toEqual(refused('failed'));
  });

  test('with a provider that is not set up does not begin', async () => {
    const deps = { ...house.deps, oauth: { ...house.deps.oauth, github: null } };
    const input = { provider: 'github', timeZone: 'UTC' } as const;
    await expect(startSignIn(deps, testRequest(), input)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('is begun so often by one network, and no more', async () => {
    const request = testRequest();
    const input = { provider: 'google', timeZone: 'UTC' } as const;
    for (let count = 0; count < 120; count += 1) await startSignIn(house.deps, request, input);
    await expect(startSignIn(house.deps, request, input)).rejects.toMatchObject({
      code: 'rate-limited',
    });
  });

  test('leaves nothing half done where its event cannot be written', async () => {
    const identity = provedIdentity();
    const token = await beginSignIn(house);
    const mend = await breakAudit(house);
    await expect(comeBack(house, token, identity)).rejects.toThrow();
    await mend();
    expect(await usersOf(identity.email!)).toEqual([]);
  });
});

describe('in a browser where somebody is signed in', () => {
  test('somebody else’s identity neither takes over nor is linked', async () => {
    const other = provedIdentity();
    await createIdentityPerson(house, other);
    const person = await createPerson(house);
    for (const identity of [other, provedIdentity(), provedIdentity({ email: person.email })]) {
      expect(await signInWith(house, identity, person)).toEqual(refused('other-account'));
    }
    expect((await findSession(house.deps, person.sessionToken))?.user.id).toBe(person.userId);
    expect(await house.sql('SELECT 1 FROM identities WHERE user_id = $1', [person.userId])).toEqual(
      [],
    );
  });

  test('their own identity opens a fresh session in the place of the one before', async () => {
    const identity = provedIdentity();
    const person = await createIdentityPerson(house, identity);
    const end = await signInWith(house, identity, person);
    if (end.status !== 'entered') throw new Error(end.status);
    const { sessionToken } = requireSignedIn(end.result);
    expect(sessionToken).not.toBe(person.sessionToken);
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
  });
});

describe('a way back that nobody was sent on', () => {
  test('makes us ask no provider, however often; nor does one that was used', async () => {
    let asked = 0;
    const comeAgain = (handshakeToken: string | null) =>
      finishHandshake(house.deps, testRequest(), {
        provider: 'google',
        prove: () => {
          asked += 1;
          return Promise.resolve(provedIdentity());
        },
        browser: { ...noCookies, handshakeToken, session: null },
      });
    for (const token of [null, '', 'made up', await beginSignIn(house, 'github')]) {
      expect(await comeAgain(token)).toEqual(refused('failed'));
    }
    expect(asked).toBe(0);
    const token = await beginSignIn(house);
    await Promise.all(Array.from({ length: 20 }, () => comeAgain(token)));
    expect(asked).toBe(1);
  });
});

describe('with two-factor authentication', () => {
  test('the second factor is still due after a provider’s word', async () => {
    const person = await createGuardedPerson(house);
    const identity = provedIdentity();
    expect(await link(house, person, identity)).toMatchObject({ status: 'linked' });
    const before = await sessionsOf(person.userId);
    const end = await signInWith(house, identity);
    if (end.status !== 'entered' || end.result.status !== 'second-factor-due') {
      throw new Error(JSON.stringify(end));
    }
    expect(await sessionsOf(person.userId)).toEqual(before);
    const { challengeToken } = end.result;
    const { sessionToken } = requireSignedIn(
      await completeSecondFactor(
        house.deps,
        testRequest(),
        { kind: 'totp', code: codeOf(house, person.secret) },
        { ...noCookies, challengeToken },
      ),
    );
    expect(await findSession(house.deps, sessionToken)).toMatchObject({ method: 'google+totp' });
  });
});

test('nothing of a provider is kept but who it is: no token of theirs has a place', async () => {
  const columns = await house.sql<{ name: string }>(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_name IN ('identities', 'oauth_handshakes') AND column_name ~ 'token|secret|verifier|nonce'",
  );
  expect(columns).toEqual([{ name: 'token_hash' }]);
});
