import { randomBytes, randomInt } from 'node:crypto';

/** Cryptographic randomness (CSPRNG). Tests may set it. */
export type Random = {
  bytes(length: number): Buffer;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
};

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  below: (limit) => randomInt(limit),
};

/** A random text of `length` characters, each drawn evenly from `alphabet`. */
export function randomText(random: Random, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('');
}

/** A bearer token for links and cookies: 32 random bytes as base64url, 43 characters. */
export function randomToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}
