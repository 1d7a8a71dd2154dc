import { randomBytes, randomFillSync, randomInt } from 'node:crypto';

/** Cryptographic randomness (CSPRNG). Tests may set it. */
export type Random = {
  bytes(length: number): Buffer;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
};

const poolLength = 4_096;
// Nothing of it is drawn yet.
const pool = { bytes: Buffer.alloc(poolLength), drawn: poolLength };

/**
 * Random bytes out of a pool, since asking the system takes some 7 µs however few they are, and an act asks several times.
 * What is drawn is erased from the pool, so that no token can be read there afterwards.
 */
function drawBytes(length: number): Buffer {
  if (length > poolLength / 16) return randomBytes(length);
  if (pool.drawn + length > poolLength) {
    randomFillSync(pool.bytes);
    pool.drawn = 0;
  }
  const source = pool.bytes.subarray(pool.drawn, pool.drawn + length);
  // With memory of its own, not a part of what buffers share.
  const bytes = Buffer.alloc(length);
  source.copy(bytes);
  source.fill(0);
  pool.drawn += length;
  return bytes;
}

export const systemRandom: Random = {
  bytes: drawBytes,
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
