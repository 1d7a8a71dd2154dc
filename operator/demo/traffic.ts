import type { Deps } from '@/lib/platform/deps';
import { addSeconds } from '@/lib/platform/clock';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import type { CallFacts } from '@/lib/verification/model';
import { cast, type PlayedKey } from './cast';
import type { Company } from './company';
import { goodCall, type Gateway } from './gateway';
import { play, requestOf, type Act, type Stage } from './stage';

/** What goes wrong on any day: refusals of keys that ended, and of calls outside a key's limits. */
export async function playRefusals(
  { deps }: Stage,
  keys: readonly PlayedKey[],
  { now, call }: { now: Date; call: Gateway['call'] },
): Promise<void> {
  const ago = (minutes: number) => addSeconds(now, -minutes * 60);
  // From a laptop outside the ranges, and with a model that the key does not have: what happens to everybody.
  const slips = keys.flatMap(({ cast: key, secret }, index): Act[] => {
    const wrong: CallFacts[] = [];
    if (key.ipRanges.length > 0) wrong.push({ ...goodCall(key), ip: '192.0.2.7' });
    if (key.models.length > 0) wrong.push({ ...goodCall(key), model: 'gatehouse-code-2' });
    if (key.services.length > 0) wrong.push({ ...goodCall(key), service: 'video' });
    return wrong
      .filter((facts) => !key.services.includes('video') || facts.service !== 'video')
      .map((facts, n) => ({
        at: ago(40 + index * 170 + n * 900),
        run: () => call(secret, facts),
      }));
  });
  const ended = ({ cast: { ends, expiry, createdOnDay } }: PlayedKey) =>
    ends !== null || (expiry === '30-days' && createdOnDay < 50);
  const late = keys.filter(ended).flatMap(({ cast: key, secret }, index): Act[] =>
    [1, 2, 3].map((n) => ({
      at: ago(n * 1300 + index * 77),
      run: () => call(secret, goodCall(key)),
    })),
  );
  await play(deps.clock, [...slips, ...late]);
  deps.clock.set(now);
}

/** Everybody signs in, and looks at a page a little later: their session, and when they were last seen. */
export async function playVisits(
  { deps }: Stage,
  company: Company,
  { password, now }: { password: string; now: Date },
): Promise<void> {
  const visits = cast.flatMap(({ name, lastSeenHoursAgo }): Act[] => {
    if (lastSeenHoursAgo === null) return [];
    return [
      {
        at: addSeconds(now, -lastSeenHoursAgo * 3600),
        run: () => visit(deps, company, name, password),
      },
    ];
  });
  await play(deps.clock, visits);
  deps.clock.set(now);
}

async function visit(deps: Stage['deps'], company: Company, name: string, password: string) {
  const actor = company.actor(name);
  const cookies = { sessionToken: null, deviceToken: null };
  const request = requestOf(deps satisfies Deps, actor);
  const input = { email: actor.email, password };
  const { sessionToken } = requireSignedIn(await signInWithPassword(deps, request, input, cookies));
  deps.clock.set(addSeconds(deps.clock.now(), 5 * 60));
  await findSession(deps, sessionToken, company.slug);
}
