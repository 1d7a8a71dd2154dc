import { addSeconds } from '@/lib/platform/clock';
import { compileIpRanges, parseIpAddress, type IpMatcher } from '@/lib/platform/ip-address';
import {
  firstMethodOf,
  isBreakGlass,
  pauseOf,
  type EntryPolicy,
  type SessionUse,
} from '@/lib/sessions/model';

const minute = 60;
const day = 24 * 60 * minute;

/** What is looked at when somebody enters an organization: at each request that names it. */
export type EntryFacts = {
  policy: EntryPolicy;
  /** How the session was opened, `google+totp`, when, and how it was used since. */
  session: SessionUse & { method: string };
  /** From where the request came; null where nobody can say. */
  address: string | null;
  hasSecondFactor: boolean;
  /** Whether an identity provider vouched for the session, for another organization. */
  isBoundElsewhere: boolean;
  /** Whether the person's address has to come by the organization's identity provider. */
  requiresSso: boolean;
  /** Whether a break-glass code of the person opens it: they are an Admin there, and have one or need one. */
  acceptsBreakGlass: boolean;
  memberSince: Date;
};

export type Entry =
  /** `enrolBy`: until when the person may still enter without a second factor. */
  | { status: 'open'; enrolBy: Date | null }
  | { status: 'ip-not-allowed'; address: string | null }
  /** The session opens another organization alone. */
  | { status: 'bound-elsewhere' }
  | { status: 'sso-required' }
  | { status: 'method-refused'; allowedMethods: string[] }
  | { status: 'sign-in-again'; because: SessionProblem; afterMinutes: number }
  | { status: 'mfa-required'; since: Date };

/** The session is too old, or was left alone for too long. */
export type SessionProblem = 'age' | 'pause';

/**
 * The second half of the gate: what an organization demands of a person who is signed in. The first half, what is due
 * before anybody is signed in at all, is `completeSignIn`. What signing in again does not mend comes first.
 */
export function decideEntry(facts: EntryFacts, now: Date): Entry {
  const { policy, session, address, hasSecondFactor, memberSince } = facts;
  // What an Admin prints opens their own organization. Elsewhere, and for who is no Admin any more, it adds nothing to the
  // password: else any Admin could go round what another organization accepts.
  const isByCode = isBreakGlass(session.method) && facts.acceptsBreakGlass;
  const method = isBreakGlass(session.method) && !isByCode ? 'password' : session.method;
  const isBySso = firstMethodOf(method) === 'saml';
  const { allowedMethods, mfaRequiredAt, mfaGraceDays } = policy;
  if (!admitsAddress(policy.consoleIpRanges, address)) return { status: 'ip-not-allowed', address };
  if (facts.isBoundElsewhere) return { status: 'bound-elsewhere' };
  if (facts.requiresSso && !isBySso && !isByCode) return { status: 'sso-required' };
  if (!acceptsMethod(allowedMethods, method)) {
    return { status: 'method-refused', allowedMethods };
  }
  const problem = problemWithSession(policy, session, now);
  if (problem !== null) return { status: 'sign-in-again', ...problem };
  // Who came by the identity provider proved there as much as the company asks for.
  if (mfaRequiredAt === null || hasSecondFactor || isBySso)
    return { status: 'open', enrolBy: null };
  const enrolBy = enrolByOf({ mfaRequiredAt, mfaGraceDays }, memberSince);
  return now < enrolBy ? { status: 'open', enrolBy } : { status: 'mfa-required', since: enrolBy };
}

/** Until when a member may enter without a second factor. Whoever joins later has as many days as those who were there. */
export function enrolByOf(
  { mfaRequiredAt, mfaGraceDays }: { mfaRequiredAt: Date; mfaGraceDays: number },
  memberSince: Date,
): Date {
  const from = memberSince > mfaRequiredAt ? memberSince : mfaRequiredAt;
  return addSeconds(from, mfaGraceDays * day);
}

/** Whether an address lies in one of the ranges; one that cannot be read lies in none. */
export function admitsAddress(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true;
  const parsed = address === null ? null : parseIpAddress(address);
  return parsed !== null && matcherOf(ranges)(parsed);
}

/** One list is often asked about many addresses: the sessions of all members, before a policy is saved. */
const matchers = new WeakMap<readonly string[], IpMatcher>();

function matcherOf(ranges: readonly string[]): IpMatcher {
  const known = matchers.get(ranges);
  if (known !== undefined) return known;
  const made = compileIpRanges(ranges);
  matchers.set(ranges, made);
  return made;
}

/** Whether a session that was opened in this way is accepted; none named means every one. */
export function acceptsMethod(allowedMethods: readonly string[], sessionMethod: string): boolean {
  if (isBreakGlass(sessionMethod)) return true;
  const method = firstMethodOf(sessionMethod);
  return allowedMethods.length === 0 || (method !== null && allowedMethods.includes(method));
}

/** Why a session asks for a fresh sign-in, and after how many minutes one does; null where it need not. */
export function problemWithSession(
  { sessionAbsoluteMinutes, sessionIdleMinutes }: EntryPolicy,
  session: SessionUse,
  now: Date,
): { because: SessionProblem; afterMinutes: number } | null {
  if (
    sessionAbsoluteMinutes !== null &&
    addSeconds(session.authenticatedAt, sessionAbsoluteMinutes * minute) <= now
  ) {
    return { because: 'age', afterMinutes: sessionAbsoluteMinutes };
  }
  if (sessionIdleMinutes !== null && pauseOf(session, now) >= sessionIdleMinutes * minute) {
    return { because: 'pause', afterMinutes: sessionIdleMinutes };
  }
  return null;
}
