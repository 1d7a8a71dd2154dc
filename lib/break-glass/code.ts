import { normalizeRecoveryCode } from '@/lib/mfa/recovery-codes';
import { sha256, type Digest } from '@/lib/platform/crypto';

/** What nobody was ever given, for an attempt that names no code. */
const noCode = 'none';

/**
 * The digest of what somebody typed as a person's printed code. A plain one is enough for 80 random bits; bound to the
 * person, so that a copied row is worth nothing elsewhere.
 */
export function hashBreakGlassCode(userId: string, typed: string): Digest {
  return sha256(`break-glass-code:${userId}:${normalizeRecoveryCode(typed) ?? noCode}`);
}
