import {
  authorize,
  authorizePerson,
  type Grant,
  type MemberPrincipal,
  type OperatorGrant,
  type PersonGrant,
} from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import { asSystem } from '@/lib/platform/db';
import type { Clock } from '@/lib/platform/clock';
import type { Deps } from '@/lib/platform/deps';
import { uuidV7Ids } from '@/lib/platform/ids';
import type { RequestContext } from '@/lib/platform/request-context';
import { openSession } from '@/lib/sessions/open-session';
import type { User } from '../create-user';

/** A clock that is set to the moment of each act, so that every row is written by a use case and bears that moment. */
export type StageClock = Clock & { set(at: Date): void };

export function stageDeps(deps: Deps): Deps & { clock: StageClock } {
  let now = deps.clock.now();
  const clock: StageClock = {
    now: () => new Date(now),
    set: (at) => {
      now = at;
    },
  };
  const config = { ...deps.config, notifies: false };
  return { ...deps, config, clock, ids: uuidV7Ids(clock, deps.random) };
}

const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
];

/** Somebody who acts, from a place and a browser of their own. */
export type Actor = User & { seat: number; sessionId?: string };

/** Addresses of RFC 5737, which belong to nobody. */
export function requestOf(deps: Pick<Deps, 'ids'>, { seat }: { seat: number }): RequestContext {
  return {
    ip: `203.0.113.${10 + seat}`,
    userAgent: browsers[seat % browsers.length] ?? null,
    requestId: deps.ids.next(),
  };
}

/** Signs somebody in at this moment, for an act that takes a fresh proof of identity. */
export async function signIn(deps: Deps, actor: Actor): Promise<Actor> {
  const request = requestOf(deps, actor);
  const session = { userId: actor.userId, method: 'password', request, previousToken: null };
  const { sessionId } = await asSystem(deps.db, 'operator', (tx) => openSession(deps, tx, session));
  return { ...actor, sessionId };
}

function principalOf(deps: Deps, actor: Actor) {
  return {
    userId: actor.userId,
    userLabel: `${actor.name} <${actor.email}>`,
    sessionId: actor.sessionId ?? null,
    sessionMethod: 'password',
    request: requestOf(deps, actor),
  };
}

export function personGrantOf(deps: Deps, actor: Actor): PersonGrant {
  return authorizePerson(principalOf(deps, actor));
}

export function memberPrincipalOf(
  deps: Deps,
  actor: Actor,
  place: { organizationId: string; role: Role; teamIds: readonly string[] },
): MemberPrincipal {
  return { ...principalOf(deps, actor), ...place, isBeingDeleted: false };
}

export function grantOf<P extends Permission>(
  deps: Deps,
  actor: Actor,
  place: { organizationId: string; role: Role; teamIds: readonly string[] },
  permission: P,
): Grant<P> {
  return authorize(memberPrincipalOf(deps, actor, place), permission);
}

export type Stage = { deps: Deps & { clock: StageClock }; operator: OperatorGrant };

/** One thing that happens. */
export type Act = { at: Date; run: () => Promise<unknown> };

/** Plays acts in the order of their time, each at its own moment. */
export async function play(clock: StageClock, acts: readonly Act[]): Promise<void> {
  for (const act of [...acts].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    clock.set(act.at);
    await act.run();
  }
}
