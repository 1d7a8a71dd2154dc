import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Digest } from '@/lib/platform/crypto';
import type { Random } from '@/lib/platform/random';

/** The start of a secret tells its kind, to people and to scanners of leaked secrets. */
export const secretPrefixes = {
  general: 'sk-api-',
  subscription: 'sk-cp-',
  'service-account': 'sk-svc-',
  'organization-token': 'sk-org-',
} as const;

export type KeyKind = keyof typeof secretPrefixes;

const keyKinds = Object.keys(secretPrefixes) as KeyKind[];

// In the order of ASCII, so that texts of one length compare as the numbers they stand for.
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomByteCount = 32;
/** 62^43 is a little more than 2^256, 62^6 more than 2^32. */
const bodyLength = 43;
const checksumLength = 6;
const largestBody = encodeBase62(2n ** 256n - 1n, bodyLength);
const tailShape = new RegExp(`^[0-9A-Za-z]{${bodyLength + checksumLength}}$`);

function encodeBase62(value: bigint, width: number): string {
  let text = '';
  for (let rest = value; text.length < width; rest /= 62n) {
    text = (alphabet[Number(rest % 62n)] ?? '') + text;
  }
  return text;
}

/** CRC-32 (ISO-HDLC, the one of zlib) of everything before it: finds typing errors, proves nothing. */
function checksumOf(text: string): string {
  return encodeBase62(BigInt(crc32(text)), checksumLength);
}

/** A new secret: prefix, 32 random bytes as one number in base62, checksum. Shown once, never stored. */
export function createSecret(random: Random, kind: KeyKind): string {
  const number = BigInt(`0x${random.bytes(randomByteCount).toString('hex')}`);
  const unchecked = secretPrefixes[kind] + encodeBase62(number, bodyLength);
  return unchecked + checksumOf(unchecked);
}

/**
 * The kind of a well-formed secret; null for anything else: an unknown prefix, another length, a typing error.
 * What is refused here needs no query.
 */
export function parseSecret(text: string): KeyKind | null {
  const kind = keyKinds.find((candidate) => text.startsWith(secretPrefixes[candidate]));
  if (kind === undefined) return null;
  const tail = text.slice(secretPrefixes[kind].length);
  if (!tailShape.test(tail) || tail.slice(0, bodyLength) > largestBody) return null;
  const unchecked = text.slice(0, -checksumLength);
  return text.endsWith(checksumOf(unchecked)) ? kind : null;
}

/**
 * What is stored and looked up instead of the secret: SHA-256, 32 bytes. Neither salt nor slowness is needed, since
 * nobody can guess 256 random bits.
 */
export function hashSecret(secret: string): Digest {
  return new Uint8Array(hash('sha256', secret, 'buffer'));
}

/** What may be shown of a secret ever after: `sk-api-…wXyZ`. */
export function hintOf(secret: string): string {
  const kind = parseSecret(secret);
  if (kind === null) throw new Error('not a secret of ours');
  return `${secretPrefixes[kind]}…${secret.slice(-4)}`;
}
