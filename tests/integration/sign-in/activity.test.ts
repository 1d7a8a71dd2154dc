import { describe, expect, test } from 'vitest';
import { selectAccountEvents } from '@/lib/audit/repository';
import { withPerson } from '@/lib/platform/db';
import { revokeSession } from '@/lib/sessions/revoke-session';
import { signOut } from '@/lib/sessions/sign-out';
import { activityDays } from '@/lib/sign-in/activity';
import { changePassword } from '@/lib/sign-in/change-password';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { exportActivity } from '@/lib/sign-in/export-activity';
import { listActivity } from '@/lib/sign-in/list-activity';
import { exportActivitySchema, listActivitySchema } from '@/lib/sign-in/schema';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  createPerson,
  freshEmail,
  noCookies,
  otherPassword,
  personGrant,
  signInAgain,
  houseOfFile,
} from '@/tests/support/people';
import { createGuardedPerson } from '@/tests/support/second-factor';

const house = houseOfFile();

const list = async (sessionToken: string, input: object = {}) =>
  listActivity(house.deps, await personGrant(house, sessionToken), listActivitySchema.parse(input));
const titles = async (sessionToken: string, input: object = {}) =>
  (await list(sessionToken, input)).items.map(({ title }) => title);
const refuse = (email: string, userAgent: string | null = 'curl/8.1') =>
  signInWithPassword(
    house.deps,
    testRequest({ ip: '192.0.2.7', userAgent }),
    { email, password: 'canary-wrong-password' },
    noCookies,
  ).catch(() => undefined);
const later = () => house.deps.clock.moveBySeconds(1);

async function csvOf(sessionToken: string, input: object = {}): Promise<string> {
  const grant = await personGrant(house, sessionToken);
  let text = '';
  for await (const piece of exportActivity(house.deps, grant, exportActivitySchema.parse(input))) {
    text += piece;
  }
  return text;
}

describe('sign-in activity', () => {
  test('tells of sign-ins, refusals, sign-outs, revoked sessions and changes, newest first', async () => {
    const person = await createPerson(house);
    later();
    await refuse(person.email);
    later();
    const second = await signInAgain(house, person);
    const third = await signInAgain(house, person);
    later();
    await signOut(house.deps, await personGrant(house, second.sessionToken));
    later();
    const { sessionId } = await personGrant(house, third.sessionToken);
    const grant = await personGrant(house, person.sessionToken);
    await revokeSession(house.deps, grant, { sessionId: sessionId! });
    later();
    const { sessionToken } = await changePassword(house.deps, grant, {
      currentPassword: person.password,
      newPassword: otherPassword,
    });
    const { items, nextCursor } = await list(sessionToken);
    expect(nextCursor).toBeNull();
    expect(items.slice(0, 6)).toMatchObject([
      { title: 'Changed your password', outcome: 'changes' },
      { title: 'Revoked a session', detail: 'Chrome 142 on Linux', outcome: 'changes' },
      { title: 'Signed out', outcome: 'succeeded' },
      { title: 'Signed in' },
      { title: 'Signed in', outcome: 'succeeded', method: 'Password', detail: null },
      {
        title: 'Sign-in refused',
        detail: 'Wrong password',
        outcome: 'refused',
        ip: '192.0.2.7',
        device: 'Unknown browser',
      },
    ]);
    // Of one moment, in either order.
    expect(
      items
        .slice(6)
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['Signed in', 'Signed up']);
  });

  test('a sign-in whose second factor was wrong is refused', async () => {
    const person = await createGuardedPerson(house);
    const half = await signInWithPassword(house.deps, testRequest(), person, noCookies);
    if (half.status !== 'second-factor-due') throw new Error('a code is due');
    later();
    await completeSecondFactor(
      house.deps,
      testRequest(),
      { kind: 'totp', code: '000000' },
      { ...noCookies, challengeToken: half.challengeToken },
    ).catch(() => undefined);
    expect((await list(person.sessionToken, { outcome: 'refused' })).items).toMatchObject([
      { detail: 'Wrong code of the second factor', method: 'Password' },
    ]);
  });

  test('can be narrowed to what succeeded, what was refused, and what changed', async () => {
    const person = await createGuardedPerson(house);
    await refuse(person.email);
    const of = (outcome: string) => titles(person.sessionToken, { outcome });
    expect(await of('refused')).toEqual(['Sign-in refused']);
    expect(await of('changes')).toEqual(['Turned on two-factor authentication']);
    expect((await of('succeeded')).sort()).toEqual(['Signed in', 'Signed up']);
    expect(listActivitySchema.safeParse({ outcome: 'x' }).success).toBe(false);
  });

  test('shows nothing of anybody else, nor of an address without an account', async () => {
    const person = await createPerson(house);
    const other = await createPerson(house);
    await refuse(other.email);
    await refuse(freshEmail());
    const text = await csvOf(person.sessionToken);
    expect(text).not.toContain('refused');
    expect(await titles(person.sessionToken)).toHaveLength(2);
    // Behind the use case stands row-level security: asked for another's rows, it shows none.
    const rows = await withPerson(house.deps.db, person.userId, (tx) =>
      selectAccountEvents(tx, other.userId, { since: new Date(0) }, { cursor: null, limit: 10 }),
    );
    expect(rows).toEqual([]);
  });

  test(`reaches back ${activityDays} days`, async () => {
    const person = await createPerson(house);
    const day = 24 * 60 * 60;
    for (const days of [activityDays - 1, 2]) {
      house.deps.clock.moveBySeconds(days * day);
      const { sessionToken } = await signInAgain(house, person);
      const expected =
        days === 2 ? ['Signed in', 'Signed in'] : ['Signed in', 'Signed in', 'Signed up'];
      expect((await titles(sessionToken)).sort()).toEqual(expected);
    }
  });

  test('pages forth and back over each event once', async () => {
    const person = await createPerson(house);
    for (let i = 0; i < 5; i += 1) await refuse(person.email);
    const whole = (await list(person.sessionToken)).items.map(({ id }) => id);
    const seen: string[] = [];
    let page = await list(person.sessionToken, { limit: 2 });
    for (;;) {
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      page = await list(person.sessionToken, { limit: 2, cursor: page.nextCursor });
    }
    expect(seen).toEqual(whole);
    const back = await list(person.sessionToken, { limit: 2, cursor: page.previousCursor! });
    const end = whole.length - page.items.length;
    expect(back.items.map(({ id }) => id)).toEqual(whole.slice(end - 2, end));
    await expect(list(person.sessionToken, { cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  test('a hostile user agent is told as no browser, and a formula is text in the CSV', async () => {
    const person = await createPerson(house);
    for (const agent of [
      'evil.example/1.0 call now',
      '=HYPERLINK("http://evil")/1 x',
      `\u202e${'x'.repeat(9999)}`,
    ]) {
      await refuse(person.email, agent);
    }
    const { items } = await list(person.sessionToken, { outcome: 'refused' });
    expect(new Set(items.map(({ device }) => device))).toEqual(new Set(['Unknown browser']));
    await house.sql('UPDATE audit_events SET ip = $2 WHERE target_id = $1', [
      person.userId,
      '=1+1',
    ]);
    const text = await csvOf(person.sessionToken);
    expect(text.split('\r\n')[0]).toBe('time,event,details,outcome,method,device,network address');
    expect(text).toContain(",'=1+1");
    expect(text).not.toContain('canary');
  });

  test('the export holds every page, as filtered', async () => {
    const person = await createPerson(house);
    await house.sql(
      `INSERT INTO audit_events (id, occurred_at, actor_kind, actor_label, action, target_kind, target_id, target_label)
       SELECT gen_random_uuid(), $2, 'user', 'n', 'user.sign-in-refused', 'user', $1, 'u' FROM generate_series(1, 250)`,
      [person.userId, house.deps.clock.now()],
    );
    const lines = (text: string) => text.trimEnd().split('\r\n').length - 1;
    expect(lines(await csvOf(person.sessionToken))).toBe(252);
    expect(lines(await csvOf(person.sessionToken, { outcome: 'refused' }))).toBe(250);
    expect(lines(await csvOf(person.sessionToken, { outcome: 'changes' }))).toBe(0);
  });

  test('is read along its index, however long the log is', async () => {
    const person = await createPerson(house);
    const other = await createPerson(house);
    for (const { userId } of [person, other]) {
      await house.sql(
        `INSERT INTO audit_events (id, occurred_at, actor_kind, actor_label, action, target_kind, target_id, target_label)
         SELECT gen_random_uuid(), $2::timestamptz - n * interval '1 minute', 'user', 'n', 'user.signed-in', 'user', $1, 'u'
           FROM generate_series(1, 5000) n`,
        [userId, house.deps.clock.now()],
      );
    }
    await house.sql('ANALYZE audit_events');
    const cursor = {
      toward: 'next' as const,
      value: house.deps.clock.now().toISOString(),
      id: '00000000-0000-0000-0000-000000000000',
    };
    for (const place of [null, cursor]) {
      const plan = await withPerson(house.deps.db, person.userId, async (tx) => {
        const explaining = new Proxy(tx, {
          get: (target, name) =>
            name === '$queryRaw'
              ? (parts: readonly string[], ...values: unknown[]) =>
                  target.$queryRaw(
                    Object.assign([`EXPLAIN ${parts[0] ?? ''}`, ...parts.slice(1)], {
                      raw: [],
                    }),
                    ...values,
                  )
              : (Reflect.get(target, name) as unknown),
        });
        return selectAccountEvents(
          explaining,
          person.userId,
          { since: new Date(0) },
          { cursor: place, limit: 50 },
        );
      });
      const text = JSON.stringify(plan);
      expect(text).toContain('audit_events_account_idx');
      expect(text).not.toMatch(/Seq Scan|Sort/);
    }
  });
});
