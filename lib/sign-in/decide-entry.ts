import type { OrganizationPolicy } from '@/lib/policy/model';
import { addSeconds } from '@/lib/platform/clock';
import { firstMethodOf } from '@/lib/sessions/model';

const day = 24 * 60 * 60;

/** What is looked at when somebody enters an organization: at each request that names it. */
export type EntryFacts = {
  policy: OrganizationPolicy;
  /** How the session was opened: `google+totp`. */
  sessionMethod: string;
  hasSecondFactor: boolean;
  memberSince: Date;
};

export type Entry =
  /** `enrolBy`: until when the person may still enter without a second factor. */
  | { status: 'open'; enrolBy: Date | null }
  | { status: 'mfa-required'; since: Date }
  | { status: 'method-refused'; allowedMethods: string[] };

/**
 * The second half of the gate: what an organization demands of a person who is signed in. The first half, what is due
 * before anybody is signed in at all, is `completeSignIn`.
 */
export function decideEntry(
  { policy, sessionMethod, hasSecondFactor, memberSince }: EntryFacts,
  now: Date,
): Entry {
  const { allowedMethods, mfaRequiredAt, mfaGraceDays } = policy;
  const method = firstMethodOf(sessionMethod);
  if (allowedMethods.length > 0 && (method === null || !allowedMethods.includes(method))) {
    return { status: 'method-refused', allowedMethods };
  }
  if (mfaRequiredAt === null || hasSecondFactor) return { status: 'open', enrolBy: null };
  // Whoever joins later has as many days as those who were there.
  const from = memberSince > mfaRequiredAt ? memberSince : mfaRequiredAt;
  const enrolBy = addSeconds(from, mfaGraceDays * day);
  return now < enrolBy ? { status: 'open', enrolBy } : { status: 'mfa-required', since: enrolBy };
}
