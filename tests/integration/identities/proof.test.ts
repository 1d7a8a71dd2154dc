import { describe, expect, test } from 'vitest';
import { listProofProviders, startProof } from '@/lib/identities/start-proof';
import type { ProvedIdentity } from '@/lib/identities/model';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import { findSession } from '@/lib/sessions/find-session';
import { endSessions } from '@/lib/sessions/repository';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { sensitiveActNames, type SensitiveAct } from '@/lib/sessions/sensitive-acts';
import {
  comeBack,
  countEnds,
  createIdentityPerson,
  link,
  provedIdentity,
} from '@/tests/support/identities';
import {
  breakAudit,
  createPerson,
  noCookies,
  personGrant,
  houseOfFile,
} from '@/tests/support/people';
import { turnOnMfa } from '@/tests/support/second-factor';
import { inTurn } from '@/tests/support/turns';

const house = houseOfFile();

type Browser = { sessionToken: string; deviceToken: string };
const act: SensitiveAct = 'mfa.change';
const notProved = expect.objectContaining({ status: 'refused', reason: 'not-proved' }) as unknown;
const elevenMinutesLater = () => house.deps.clock.moveBySeconds(11 * 60);
const begin = async ({ sessionToken }: Browser, returnTo = '/account/security') =>
  (
    await startProof(house.deps, await personGrant(house, sessionToken), {
      provider: 'google',
      act,
      returnTo,
    })
  ).handshakeToken;
const isOpen = async (sessionToken: string, of: SensitiveAct) =>
  requireFreshProofFirst(house.deps, await personGrant(house, sessionToken), of).then(
    () => true,
    () => false,
  );

/** Somebody with Google alone, whose sign-in is too old for a sensitive act. */
async function somebody(): Promise<Browser & { identity: ProvedIdentity; userId: string }> {
  const identity = provedIdentity();
  const person = await createIdentityPerson(house, identity);
  elevenMinutesLater();
  return { ...person, identity: { ...identity, authenticatedAt: house.deps.clock.now() } };
}

describe('a proof by a provider', () => {
  test('opens the act that it was begun for and no other, with another token', async () => {
    const person = await somebody();
    const token = await begin(person, '/account/security?x=1');
    const end = await comeBack(house, token, person.identity, { browser: person });
    if (end.status !== 'proved') throw new Error(JSON.stringify(end));
    expect(end.returnTo).toBe('/account/security?x=1');
    expect(await findSession(house.deps, person.sessionToken)).toBeNull();
    for (const each of sensitiveActNames) {
      expect([each, await isOpen(end.sessionToken, each)]).toEqual([each, each === act]);
    }
    const events = await house.sql(
      "SELECT after FROM audit_events WHERE actor_id = $1 AND action = 'user.proved-again'",
      [person.userId],
    );
    expect(events).toEqual([{ after: { act, method: 'google' } }]);
  });

  test('counts once of twenty ways back at the same moment', async () => {
    const person = await somebody();
    const token = await begin(person);
    const ends = await Promise.all(
      Array.from({ length: 20 }, () =>
        comeBack(house, token, person.identity, { browser: person }),
      ),
    );
    expect(countEnds(ends)).toEqual({ proved: 1, failed: 19 });
  });

  test('of somebody else proves nothing, nor does one that nobody knows', async () => {
    const person = await somebody();
    const other = provedIdentity();
    await createIdentityPerson(house, other);
    for (const identity of [other, provedIdentity()]) {
      const end = await comeBack(house, await begin(person), identity, { browser: person });
      expect(end).toEqual(notProved);
    }
    expect(await isOpen(person.sessionToken, act)).toBe(false);
  });

  test('in another session proves nothing, nor in none', async () => {
    const person = await somebody();
    const other = await createIdentityPerson(house, person.identity);
    elevenMinutesLater();
    for (const browser of [other, noCookies]) {
      const end = await comeBack(house, await begin(person), person.identity, { browser });
      expect(end).toEqual(notProved);
    }
    expect(await isOpen(other.sessionToken, act)).toBe(false);
  });

  test('is of now, where the provider says when somebody proved themselves there', async () => {
    for (const [seconds, status] of [
      [-61, 'refused'],
      [-59, 'proved'],
    ] as const) {
      const browser = await somebody();
      const token = await begin(browser);
      const at = house.deps.clock.now().getTime() + seconds * 1000;
      const identity = { ...browser.identity, authenticatedAt: new Date(at) };
      expect(await comeBack(house, token, identity, { browser })).toMatchObject({ status });
    }
  });

  test('is none where the provider does not say when, though it was asked', async () => {
    const browser = await somebody();
    const identity = { ...browser.identity, authenticatedAt: null };
    expect(await comeBack(house, await begin(browser), identity, { browser })).toEqual(notProved);
  });

  test('is needed right after a sign-in by a provider, which may have asked nothing', async () => {
    const browser = await createIdentityPerson(house, provedIdentity());
    expect(await isOpen(browser.sessionToken, act)).toBe(false);
  });

  test('is not offered to whoever has an authenticator app, or has linked nothing', async () => {
    const guarded = await turnOnMfa(house, await createPerson(house));
    await link(house, guarded, provedIdentity());
    for (const { sessionToken, deviceToken } of [guarded, await createPerson(house)]) {
      const grant = await personGrant(house, sessionToken);
      expect(await listProofProviders(house.deps, grant)).toEqual([]);
      await expect(begin({ sessionToken, deviceToken })).rejects.toMatchObject({
        code: 'conflict',
      });
    }
  });

  test('is begun thirty times in a session, and once more in another', async () => {
    const person = await somebody();
    for (let i = 0; i < 30; i += 1) await begin(person);
    await expect(begin(person)).rejects.toMatchObject({ code: 'rate-limited' });
    const other = await createIdentityPerson(house, person.identity);
    await expect(begin(other)).resolves.toBeDefined();
  });

  test('is none in a session that is shut out while it waits, whoever is still linked', async () => {
    const person = await somebody();
    const token = await begin(person);
    const [, end] = await inTurn(house, person.userId, [
      () =>
        asSystem(house.deps.db, 'sign-in', async (tx) => {
          await lockUser(tx, person.userId);
          return endSessions(tx, person.userId, null, 'revoked', house.deps.clock.now());
        }),
      () => comeBack(house, token, person.identity, { browser: person }),
    ]);
    expect(end).toMatchObject({ value: notProved });
    const events = await house.sql(
      "SELECT action FROM audit_events WHERE actor_id = $1 AND action LIKE 'user.pro%'",
      [person.userId],
    );
    expect(events).toEqual([{ action: 'user.proof-refused' }]);
  });

  test('leaves nothing where its event cannot be written', async () => {
    const person = await somebody();
    const token = await begin(person);
    const mend = await breakAudit(house);
    await expect(comeBack(house, token, person.identity, { browser: person })).rejects.toThrow();
    await mend();
    expect(await isOpen(person.sessionToken, act)).toBe(false);
  });
});
