import { sha256, type Digest } from '@/lib/platform/crypto';
import type { Random } from '@/lib/platform/random';
import { recoveryCodeCount } from './model';

/** Crockford's base32: no I, L, O and U, which are misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;

/** A code of 80 random bits, as it is shown: `XXXX-XXXX-XXXX-XXXX`. */
export function createPrintedCode(random: Random): string {
  const characters = Array.from(random.bytes(length), (byte) => alphabet[byte % 32] ?? '');
  return (characters.join('').match(/.{4}/g) ?? []).join('-');
}

/** A set of codes to be kept. */
export function createRecoveryCodes(random: Random): string[] {
  return Array.from({ length: recoveryCodeCount }, () => createPrintedCode(random));
}

/** What somebody typed as a recovery code, in one spelling; null where it cannot be one. */
export function normalizeRecoveryCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

/** A plain digest is enough for 80 random bits; bound to the person, so that a copied row is worth nothing elsewhere. */
export function hashRecoveryCode(userId: string, normalized: string): Digest {
  return sha256(`recovery-code:${userId}:${normalized}`);
}
