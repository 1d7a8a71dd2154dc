import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';

const minute = 60;
const hour = 60 * minute;

/** Sign-ups from one network. An office or a school behind one address stays under it. */
export const signUpsPerNetwork: Limit = {
  name: 'su-net',
  points: 60,
  windowSeconds: hour,
  of: 'network',
};
/** Mails of sign-up to one address, whoever asked for them; past it the answer stays the same. */
export const signUpMailsPerAddress: Limit = { name: 'su-mail', points: 5, windowSeconds: hour };
/** "Send it again" for one sign-up. */
export const resendsPerSignUp: Limit = { name: 'su-again', points: 4, windowSeconds: 15 * minute };
/** Passwords tried for one sign-up's link in a browser other than its own. */
export const passwordsPerSignUp: Limit = { name: 'su-pass', points: 10, windowSeconds: hour };

/** Changes of their address that one person asks for; each mails the old one and the new one. */
export const emailChangesPerPerson: Limit = {
  name: 'ec-user',
  points: 10,
  windowSeconds: 24 * hour,
};
/** Mails about such changes to one new address, whoever asked for them; past it the answer stays the same. */
export const emailChangeMailsPerAddress: Limit = {
  name: 'ec-mail',
  points: 5,
  windowSeconds: hour,
};
/** "Send again" for one change. */
export const resendsPerEmailChange: Limit = {
  name: 'ec-again',
  points: 4,
  windowSeconds: 15 * minute,
};

export const resetsPerNetwork: Limit = {
  name: 'rp-net',
  points: 60,
  windowSeconds: hour,
  of: 'network',
};
export const resetMailsPerAddress: Limit = { name: 'rp-mail', points: 5, windowSeconds: hour };
/** New passwords sent with one link; each costs several argon2. */
export const passwordsPerReset: Limit = { name: 'rp-pass', points: 20, windowSeconds: hour };

/** Questions of the meter from one network. */
export const judgementsPerNetwork: Limit = {
  name: 'meter',
  points: 240,
  windowSeconds: minute,
  of: 'network',
};

/** A counter's key for any text, of fixed length and without an address in plain. */
export function limitKey(...parts: string[]): string {
  return Buffer.from(sha256(JSON.stringify(parts))).toString('base64url');
}

/** How long, in words: "40 seconds", "12 minutes". */
export function waitInWords(seconds: number): string {
  if (seconds < 100) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  const minutes = Math.ceil(seconds / minute);
  return minutes < 100 ? `${minutes} minutes` : `${Math.ceil(seconds / hour)} hours`;
}

/** The refusal of one attempt too many. */
export function tooMany(what: string, retryAfterSeconds: number): AppError {
  return new AppError('rate-limited', `${what} Try again in ${waitInWords(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  });
}

/** @throws AppError `rate-limited`, with the seconds to wait. */
export async function requireWithinLimit(
  { limits }: Pick<Deps, 'limits'>,
  limit: Limit,
  key: string,
  what: string,
): Promise<void> {
  const result = await limits.consume(limit, key);
  if (!result.allowed) throw tooMany(what, result.retryAfterSeconds);
}
