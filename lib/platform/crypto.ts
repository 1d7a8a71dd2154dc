import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import type { Random } from './random';

/** Prisma's `Bytes` wants an array over a plain ArrayBuffer. */
export type Digest = Uint8Array<ArrayBuffer>;

/** SHA-256 of a text, 32 bytes. For tokens of 128 bits and more only; what a person chose or types needs more. */
export function sha256(text: string): Digest {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

/** HMAC-SHA-256 (RFC 2104), for short codes whose plain digest could be guessed. */
export function hmacSha256(key: Uint8Array, text: string): Digest {
  return new Uint8Array(createHmac('sha256', key).update(text).digest());
}

/** Equality that takes the same time wherever the two differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A 32-byte key for one purpose, derived from APP_SECRET with HKDF-SHA-256 (RFC 5869). */
export function deriveKey(appSecret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', appSecret, 'gatehouse', purpose, 32));
}

const nonceBytes = 12;
const tagBytes = 16;

/** Seals small texts at rest with AES-256-GCM; `context` (for example a row's id) must be the same at opening. */
export type Vault = {
  seal(plaintext: string, context: string): Digest;
  /** @throws where the bytes, the key or the context are not those of the sealing. */
  open(sealed: Uint8Array, context: string): string;
};

/** Seals as `current` does, and opens what `earlier` sealed too: for what waits while APP_SECRET is changed. */
export function openingAlso(current: Vault, earlier: Vault): Vault {
  return {
    seal: (plaintext, context) => current.seal(plaintext, context),
    open(sealed, context) {
      try {
        return current.open(sealed, context);
      } catch {
        return earlier.open(sealed, context);
      }
    },
  };
}

export function createVault(key: Uint8Array, random: Random): Vault {
  return {
    seal(plaintext, context) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    open(sealed, context) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      const body = sealed.subarray(nonceBytes + tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
