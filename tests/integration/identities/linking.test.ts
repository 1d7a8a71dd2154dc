import { describe, expect, test } from 'vitest';
import { findSignInMethods } from '@/lib/identities/find-sign-in-methods';
import type { Provider } from '@/lib/identities/model';
import { unlinkIdentity } from '@/lib/identities/unlink-identity';
import { asSystem } from '@/lib/platform/db';
import { findSession } from '@/lib/sessions/find-session';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { requireSignedIn } from '@/lib/sign-in/model';
import { secureAccount } from '@/lib/sign-in/secure-account';
import { testRequest } from '@/tests/support/deps';
import {
  beginLink,
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
  lastMail,
  noCookies,
  personGrant,
  refusal,
  signInAgain,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson } from '@/tests/support/second-factor';

const house = houseOfFile();

type Signed = { sessionToken: string };
const refused = (reason: string) =>
  expect.objectContaining({ status: 'refused', reason }) as unknown;
/** Somebody whose way in is a provider, and who has just confirmed there that it is them. */
async function confirmedPerson() {
  const person = await createIdentityPerson(house);
  await house.sql(
    `INSERT INTO session_proofs (session_id, act, method, proved_at)
     SELECT id, 'identity.change', 'google', $2 FROM sessions WHERE user_id = $1`,
    [person.userId, house.deps.clock.now()],
  );
  return person;
}
const unlink = async ({ sessionToken }: Signed, provider: Provider = 'google') =>
  unlinkIdentity(house.deps, await personGrant(house, sessionToken), { provider });
const methodsOf = async ({ sessionToken }: Signed) =>
  findSignInMethods(house.deps, await personGrant(house, sessionToken));
const isLive = async (token: string) => (await findSession(house.deps, token)) !== null;
const lastEvent = async (userId: string) => {
  const [event] = await house.sql<{ action: string; after: unknown }>(
    'SELECT action, after FROM audit_events WHERE actor_id = $1 ORDER BY ctid DESC LIMIT 1',
    [userId],
  );
  return event;
};

describe('linking', () => {
  test('makes an identity a way in, whatever its address, and tells the person', async () => {
    const person = await createPerson(house);
    const identity = provedIdentity();
    expect(await link(house, person, identity)).toEqual({
      status: 'linked',
      returnTo: '/account/security',
    });
    expect(await methodsOf(person)).toMatchObject({
      hasPassword: true,
      identities: [{ provider: 'google', email: identity.email, isUsable: true }],
      offered: ['google', 'github'],
    });
    expect(await lastEvent(person.userId)).toMatchObject({
      action: 'user.identity-linked',
      after: { provider: 'Google', email: identity.email },
    });
    expect(await lastMail(house, person.email, 'identity-changed')).toMatchObject({
      change: 'linked',
      provider: 'Google',
    });
    const end = await signInWith(house, identity);
    if (end.status !== 'entered') throw new Error(end.status);
    const session = await findSession(house.deps, requireSignedIn(end.result).sessionToken);
    expect(session?.user.id).toBe(person.userId);
  });

  test('asks for a fresh proof', async () => {
    const person = await createPerson(house);
    house.deps.clock.moveBySeconds(10 * 60);
    await expect(beginLink(house, person)).rejects.toEqual(refusal('reauthentication-required'));
  });

  test('happens in the session that asked for it and in no other', async () => {
    const person = await createPerson(house);
    const again = await signInAgain(house, person);
    const stranger = await createPerson(house);
    for (const browser of [again, stranger, noCookies]) {
      const token = await beginLink(house, person);
      expect(await comeBack(house, token, provedIdentity(), { browser })).toEqual(
        refused('failed'),
      );
    }
    expect((await methodsOf(person)).identities).toEqual([]);
    expect((await methodsOf(stranger)).identities).toEqual([]);
  });

  test('counts once, within ten minutes', async () => {
    const person = await createPerson(house);
    const token = await beginLink(house, person);
    const identity = provedIdentity();
    const ends = await Promise.all(
      Array.from({ length: 20 }, () => comeBack(house, token, identity, { browser: person })),
    );
    expect(countEnds(ends)).toEqual({ linked: 1, failed: 19 });
    const late = await createPerson(house);
    const lateToken = await beginLink(house, late);
    house.deps.clock.moveBySeconds(10 * 60);
    expect(await comeBack(house, lateToken, provedIdentity(), { browser: late })).toEqual(
      refused('failed'),
    );
  });

  test('is refused for an identity of somebody else, who is not named', async () => {
    const identity = provedIdentity();
    const owner = await createIdentityPerson(house, identity);
    const person = await createPerson(house);
    const end = await link(house, person, identity);
    expect(end).toEqual(refused('linked-elsewhere'));
    expect(JSON.stringify(end)).not.toContain(owner.userId);
    expect(await lastEvent(person.userId)).toEqual({
      action: 'user.identity-link-refused',
      after: { provider: 'Google', reason: 'linked-elsewhere' },
    });
  });

  test('of one identity by two people at the same moment is one link', async () => {
    for (let round = 0; round < 5; round += 1) {
      const people = await Promise.all([createPerson(house), createPerson(house)]);
      const identity = provedIdentity();
      const ends = await Promise.all(people.map((person) => link(house, person, identity)));
      expect(countEnds(ends)).toEqual({ linked: 1, 'linked-elsewhere': 1 });
    }
  });

  test('is refused without a verified address, and for a second account of the same provider', async () => {
    const person = await createPerson(house);
    const unverified = provedIdentity({ email: null });
    expect(await link(house, person, unverified)).toEqual(refused('email-unverified'));
    const waiting = await beginLink(house, person);
    await link(house, person, provedIdentity());
    await expect(beginLink(house, person)).rejects.toEqual(refusal('conflict'));
    expect(await comeBack(house, waiting, provedIdentity(), { browser: person })).toEqual(
      refused('provider-taken'),
    );
  });

  test('once more of what is linked already changes nothing', async () => {
    const person = await createPerson(house);
    const identity = provedIdentity();
    const waiting = await beginLink(house, person);
    await link(house, person, identity);
    expect(await comeBack(house, waiting, identity, { browser: person })).toMatchObject({
      status: 'linked',
    });
    expect((await methodsOf(person)).identities).toHaveLength(1);
  });

  test('leaves nothing where its event cannot be written', async () => {
    const person = await createPerson(house);
    const token = await beginLink(house, person);
    const mend = await breakAudit(house);
    await expect(comeBack(house, token, provedIdentity(), { browser: person })).rejects.toThrow();
    await mend();
    expect((await methodsOf(person)).identities).toEqual([]);
  });
});

describe('unlinking', () => {
  test('takes the way in away, with the sessions that it opened, and tells the person', async () => {
    const person = await createPerson(house);
    const identity = provedIdentity();
    await link(house, person, identity);
    const end = await signInWith(house, identity);
    if (end.status !== 'entered') throw new Error(end.status);
    const { sessionToken } = requireSignedIn(end.result);
    const byPassword = await signInAgain(house, person);

    await unlink(person);
    expect(await isLive(sessionToken)).toBe(false);
    expect(await isLive(person.sessionToken)).toBe(true);
    expect(await isLive(byPassword.sessionToken)).toBe(true);
    expect(await lastEvent(person.userId)).toEqual({
      action: 'user.identity-unlinked',
      after: { endedSessions: 1 },
    });
    expect(await lastMail(house, person.email, 'identity-changed')).toMatchObject({
      change: 'unlinked',
    });
    // Its address is another, so it makes an account of its own now.
    expect((await createIdentityPerson(house, identity)).userId).not.toBe(person.userId);
  });

  test('ends a sign-in that waits for its second factor', async () => {
    const person = await createGuardedPerson(house);
    const identity = provedIdentity();
    await link(house, person, identity);
    const end = await signInWith(house, identity);
    if (end.status !== 'entered' || end.result.status !== 'second-factor-due') throw new Error();
    await unlink(person);
    const proof = { kind: 'totp', code: codeOf(house, person.secret) } as const;
    const { challengeToken } = end.result;
    await expect(
      completeSecondFactor(house.deps, testRequest(), proof, { ...noCookies, challengeToken }),
    ).rejects.toEqual(refusal('challenge-invalid'));
  });

  test('is refused for the last way in, also of two that go at the same moment', async () => {
    const person = await confirmedPerson();
    await expect(unlink(person)).rejects.toEqual(refusal('last-sign-in-method'));
    await link(house, person, provedIdentity({ provider: 'github' }));
    const results = await Promise.allSettled([unlink(person, 'google'), unlink(person, 'github')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await methodsOf(person)).identities).toHaveLength(1);
  });

  test('does not count a provider that the operator took away as another way in', async () => {
    const person = await confirmedPerson();
    await link(house, person, provedIdentity({ provider: 'github' }));
    const deps = { ...house.deps, oauth: { ...house.deps.oauth, github: null } };
    const grant = await personGrant(house, person.sessionToken);
    await expect(unlinkIdentity(deps, grant, { provider: 'google' })).rejects.toEqual(
      refusal('last-sign-in-method'),
    );
    const { identities } = await findSignInMethods(deps, grant);
    expect(identities.map(({ isUsable }) => isUsable)).toEqual([true, false]);
  });

  test('asks for a fresh proof, and for something that is linked', async () => {
    const person = await createPerson(house);
    await expect(unlink(person)).rejects.toEqual(refusal('not-found'));
    await link(house, person, provedIdentity());
    house.deps.clock.moveBySeconds(10 * 60);
    await expect(unlink(person)).rejects.toEqual(refusal('reauthentication-required'));
    expect((await methodsOf(person)).identities).toHaveLength(1);
  });

  test('leaves all as it was where its event cannot be written', async () => {
    const person = await createPerson(house);
    await link(house, person, provedIdentity());
    const mend = await breakAudit(house);
    await expect(unlink(person)).rejects.toThrow();
    await mend();
    expect((await methodsOf(person)).identities).toHaveLength(1);
  });
});

test('securing an account unlinks what an intruder may have linked', async () => {
  const person = await createPerson(house);
  const identity = provedIdentity();
  await link(house, person, identity);
  await asSystem(house.deps.db, 'sign-in', (tx) =>
    secureAccount(house.deps, tx, {
      userId: person.userId,
      request: testRequest(),
      reason: 'sign-in-disowned',
    }),
  );
  const [row] = await house.sql('SELECT 1 FROM identities WHERE user_id = $1', [person.userId]);
  expect(row).toBeUndefined();
});
