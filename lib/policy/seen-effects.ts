import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { Effects } from './load-effects';
import type { OrganizationPolicy } from './model';

/** For so long what was shown can be decided upon. */
const shownForSeconds = 15 * 60;

/**
 * The mark of what was shown: as of when it was looked at, and a digest of the policy, the one before, and everybody and
 * everything that it hits. Looked at again as of the same moment, it is another one only where something happened.
 */
export function markOf(
  effects: Effects,
  policies: { before: OrganizationPolicy; after: OrganizationPolicy },
  asOf: Date,
): string {
  const hit = Object.entries(effects).map(([kind, found]) => [kind, [...found.keys()].sort()]);
  const since = (policy: OrganizationPolicy) => ({
    ...policy,
    mfaRequiredAt: policy.mfaRequiredAt !== null,
  });
  const text = JSON.stringify([since(policies.before), since(policies.after), hit]);
  return `${asOf.getTime()}.${Buffer.from(sha256(text)).toString('base64url')}`;
}

/**
 * As of when a mark was made.
 * @throws AppError `changed` where that is too long ago, or nothing that was made here.
 */
export function momentOf(seen: string, now: Date): Date {
  const asOf = new Date(Number(/^\d{1,15}(?=\.)/.exec(seen)?.[0] ?? NaN));
  if (!(asOf <= now && addSeconds(asOf, shownForSeconds) > now)) throw changed();
  return asOf;
}

/** For what was decided upon something else than is there now. Nothing was done. */
export const changed = () =>
  new AppError(
    'changed',
    'Whom the policy concerns changed meanwhile. Look at it again, then decide.',
  );
