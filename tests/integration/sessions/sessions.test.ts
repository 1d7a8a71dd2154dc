import { describe, expect, test } from 'vitest';
import { updateProfile } from '@/lib/accounts/update-profile';
import { findSession } from '@/lib/sessions/find-session';
import { absoluteLifetimeSeconds, idleLifetimeSeconds } from '@/lib/sessions/model';
import { createOrganization } from '@/lib/orgs/create-organization';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { lastOpened } from '@/lib/orgs/model';
import { sessionTasks } from '@/lib/sessions/jobs';
import { accountTasks } from '@/lib/accounts/jobs';
import { listSessions } from '@/lib/sessions/list-sessions';
import { revokeOtherSessions } from '@/lib/sessions/revoke-other-sessions';
import { revokeSession } from '@/lib/sessions/revoke-session';
import { signOut } from '@/lib/sessions/sign-out';
import { requireSignedIn } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  mailedResetToken,
  mailsFor,
  personGrant,
  refusal,
  signInAgain,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';

const house = houseOfFile();

const isLive = async (token: string) => (await findSession(house.deps, token)) !== null;
const eventsOf = async (userId: string) =>
  (
    await house.sql<{ action: string }>(
      'SELECT action FROM audit_events WHERE actor_id = $1 ORDER BY ctid',
      [userId],
    )
  ).map(({ action }) => action);

describe('sessions', () => {
  test('are listed with device, address and last use, this one first', async () => {
    const person = await createPerson(house);
    house.deps.clock.moveBySeconds(60);
    await signInAgain(house, person);
    const listed = await listSessions(house.deps, await personGrant(house, person.sessionToken));
    expect(listed.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
    expect(listed[0]).toMatchObject({
      browser: 'Chrome 142',
      system: 'Linux',
      device: 'desktop',
      method: 'password',
      ip: expect.stringMatching(/^2001:db8:/) as unknown,
    });
  });

  test('are found where the organization has a name that no database can read', async () => {
    const { sessionToken } = await createPerson(house);
    const session = await findSession(house.deps, sessionToken, 'acme\0');
    expect(session).toMatchObject({ membership: null });
  });

  test('tell each organization when its member was last there, from the first page on', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    const found = async (name: string) => {
      const { slug } = await createOrganization(house.deps, grant, {
        name,
        useCase: 'api-access',
        timeZone: 'UTC',
      });
      return slug;
    };
    const [one, other] = [await found('First Works'), await found('Second Works')];
    const last = async () => lastOpened(await listMyOrganizations(house.deps, grant))?.slug;
    await findSession(house.deps, person.sessionToken, other);
    expect(await last()).toBe(other);
    house.deps.clock.moveBySeconds(61);
    await findSession(house.deps, person.sessionToken, one);
    expect(await last()).toBe(one);
    await findSession(house.deps, person.sessionToken);
    expect(await last()).toBe(one);
  });

  test('end one by one, at the next request', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const grant = await personGrant(house, person.sessionToken);
    const { sessionId } = (await findSession(house.deps, other.sessionToken))!;
    await revokeSession(house.deps, grant, { sessionId });
    expect(await isLive(other.sessionToken)).toBe(false);
    expect(await isLive(person.sessionToken)).toBe(true);
    expect(await eventsOf(person.userId)).toContain('session.revoked');
    await expect(revokeSession(house.deps, grant, { sessionId })).rejects.toEqual(
      refusal('not-found'),
    );
  });

  test('of somebody else are not found, and stay', async () => {
    const [person, stranger] = [await createPerson(house), await createPerson(house)];
    const { sessionId } = (await findSession(house.deps, stranger.sessionToken))!;
    const grant = await personGrant(house, person.sessionToken);
    const foreign = await revokeSession(house.deps, grant, { sessionId }).catch(String);
    const missing = await revokeSession(house.deps, grant, {
      sessionId: house.deps.ids.next(),
    }).catch(String);
    expect(foreign).toBe(missing);
    expect(await isLive(stranger.sessionToken)).toBe(true);
    const listed = await listSessions(house.deps, grant);
    expect(listed.map(({ id }) => id)).not.toContain(sessionId);
  });

  test('all but this one end at once, and nobody else’s', async () => {
    const [person, stranger] = [await createPerson(house), await createPerson(house)];
    const others = [await signInAgain(house, person), await signInAgain(house, person)];
    const grant = await personGrant(house, person.sessionToken);
    expect(await revokeOtherSessions(house.deps, grant)).toEqual({ revoked: 2 });
    for (const { sessionToken } of others) expect(await isLive(sessionToken)).toBe(false);
    expect(await isLive(person.sessionToken)).toBe(true);
    expect(await isLive(stranger.sessionToken)).toBe(true);
  });

  test('that were ended from another one are told of by mail, by one mail where all others ended', async () => {
    const person = await createPerson(house);
    const others = [
      await signInAgain(house, person),
      await signInAgain(house, person),
      await signInAgain(house, person),
    ];
    const grant = await personGrant(house, person.sessionToken);
    const { sessionId } = (await findSession(house.deps, others[0]!.sessionToken))!;
    await revokeSession(house.deps, grant, { sessionId });
    await revokeOtherSessions(house.deps, grant);
    // Nothing is left to end, and nothing to tell.
    await revokeOtherSessions(house.deps, grant);
    const mails = await mailsFor(house, person.email);
    const device = 'Chrome 142 on Linux';
    expect(mails.filter(({ template }) => template === 'sessions-revoked')).toMatchObject([
      { ended: device, device, at: expect.stringMatching(/^21 November 2026/) as unknown },
      { ended: null, device },
    ]);
  });

  test('that were to be ended stay where the event cannot be written, and no mail goes', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const grant = await personGrant(house, person.sessionToken);
    const mend = await breakAudit(house);
    await expect(revokeOtherSessions(house.deps, grant)).rejects.toThrow();
    await mend();
    expect(await isLive(other.sessionToken)).toBe(true);
    const templates = (await mailsFor(house, person.email)).map(({ template }) => template);
    expect(templates).not.toContain('sessions-revoked');
  });

  test('never have a token that a browser brought along', async () => {
    const person = await createPerson(house);
    const planted = 'A'.repeat(43);
    const signedIn = requireSignedIn(
      await signInWithPassword(house.deps, testRequest(), person, {
        sessionToken: planted,
        deviceToken: planted,
      }),
    );
    expect([signedIn.sessionToken, signedIn.deviceToken]).not.toContain(planted);
    expect(await isLive(planted)).toBe(false);
    expect(await isLive(signedIn.sessionToken)).toBe(true);
  });

  test('after signing out a copy of the cookie opens nothing; a second click is fine', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    await signOut(house.deps, grant);
    await signOut(house.deps, grant);
    expect(await isLive(person.sessionToken)).toBe(false);
    const signedOut = (await eventsOf(person.userId)).filter((one) => one === 'user.signed-out');
    expect(signedOut).toHaveLength(1);
  });

  test('end after 7 days unused and after 30 days at all, to the second', async () => {
    const { clock } = house.deps;
    const idle = await createPerson(house);
    clock.moveBySeconds(idleLifetimeSeconds);
    expect(await isLive(idle.sessionToken)).toBe(false);
    const used = await createPerson(house);
    const start = clock.now();
    for (let day = 1; day < 30; day += 1) {
      clock.moveTo(new Date(start.getTime() + day * 86_400_000));
      expect(await isLive(used.sessionToken)).toBe(true);
    }
    clock.moveTo(new Date(start.getTime() + absoluteLifetimeSeconds * 1000 - 1000));
    expect(await isLive(used.sessionToken)).toBe(true);
    clock.moveBySeconds(1);
    expect(await isLive(used.sessionToken)).toBe(false);
  });

  test.each(['revoke', 'revoke-others', 'sign-out'])(
    'a failing audit write takes the end of a session with it: %s',
    async (way) => {
      const person = await createPerson(house);
      const other = await signInAgain(house, person);
      const grant = await personGrant(house, person.sessionToken);
      const { sessionId } = (await findSession(house.deps, other.sessionToken))!;
      const mend = await breakAudit(house);
      const act =
        way === 'revoke'
          ? revokeSession(house.deps, grant, { sessionId })
          : way === 'sign-out'
            ? signOut(house.deps, grant)
            : revokeOtherSessions(house.deps, grant);
      await expect(act).rejects.toThrow();
      await mend();
      expect(await isLive(person.sessionToken)).toBe(true);
      expect(await isLive(other.sessionToken)).toBe(true);
    },
  );
});

describe('the profile', () => {
  test('changes name and time zone, with before and after in the log', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    await updateProfile(house.deps, grant, { name: 'Ada Lovelace', timeZone: 'Asia/Tokyo' });
    expect((await findSession(house.deps, person.sessionToken))?.user).toMatchObject({
      name: 'Ada Lovelace',
      timeZone: 'Asia/Tokyo',
    });
    const events = await house.sql(
      "SELECT before, after FROM audit_events WHERE actor_id = $1 AND action = 'user.profile-updated'",
      [person.userId],
    );
    expect(events).toEqual([
      {
        before: { name: 'Ada Byron', timeZone: 'Europe/Berlin' },
        after: { name: 'Ada Lovelace', timeZone: 'Asia/Tokyo' },
      },
    ]);
  });

  test('saved as it was leaves no event', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    await updateProfile(house.deps, grant, { name: 'Ada Byron', timeZone: 'Europe/Berlin' });
    expect(await eventsOf(person.userId)).not.toContain('user.profile-updated');
  });

  test('a failing audit write takes the change with it', async () => {
    const person = await createPerson(house);
    const grant = await personGrant(house, person.sessionToken);
    const mend = await breakAudit(house);
    const input = { name: 'Eve', timeZone: 'UTC' };
    await expect(updateProfile(house.deps, grant, input)).rejects.toThrow();
    await mend();
    expect((await findSession(house.deps, person.sessionToken))?.user.name).toBe('Ada Byron');
  });
});

describe('what has ended is deleted', () => {
  const count = async (table: string) =>
    Number((await house.sql<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);

  test('sign-ups and links once expired, sessions after 90 days, devices after a year', async () => {
    const { deps } = house;
    const person = await createPerson(house);
    await waitingSignUp(house);
    await mailedResetToken(house, person.email);
    const prune = async () => {
      await accountTasks(deps)['prune-accounts']();
      await sessionTasks(deps)['prune-sessions']();
    };
    await prune();
    expect(await count('sign_up_attempts')).toBeGreaterThan(0);
    expect(await count('link_tokens')).toBeGreaterThan(0);
    deps.clock.moveBySeconds(25 * 3600);
    await prune();
    const resetLinks = "link_tokens WHERE purpose = 'reset-password'";
    expect([await count('sign_up_attempts'), await count(resetLinks)]).toEqual([0, 0]);
    expect(await count('sessions')).toBeGreaterThan(0);
    deps.clock.moveBySeconds(absoluteLifetimeSeconds + 91 * 86_400);
    await prune();
    expect([await count('sessions'), await count('link_tokens')]).toEqual([0, 0]);
    expect(await count('known_devices')).toBeGreaterThan(0);
    deps.clock.moveBySeconds(366 * 86_400);
    await prune();
    expect(await count('known_devices')).toBe(0);
    expect(await count('attempt_counters')).toBe(0);
  });
});
