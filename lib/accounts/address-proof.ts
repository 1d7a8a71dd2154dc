import { addSeconds } from '@/lib/platform/clock';
import { hmacSha256, sha256, type Digest } from '@/lib/platform/crypto';
import type { Deps } from '@/lib/platform/deps';
import { randomText, randomToken } from '@/lib/platform/random';
import { codeAlphabet, codeLength, mailedCodeLifetimeSeconds } from './model';

/** What a mailed proof is for: the digest of a code of one is none of the other. */
type ProofPurpose = 'sign-up' | 'email-change';

/** What is kept of the two ways to prove an address. */
export type AddressProof = { tokenHash: Digest; codeHash: Digest; codeExpiresAt: Date };

/** The two ways to prove an address, for its mail, and what is kept of them. */
export function createProof(
  deps: Pick<Deps, 'random' | 'codeKey'>,
  purpose: ProofPurpose,
  id: string,
  now: Date,
): { token: string; code: string; proof: AddressProof } {
  const token = randomToken(deps.random);
  const code = randomText(deps.random, codeLength, codeAlphabet);
  return {
    token,
    code,
    proof: {
      tokenHash: sha256(token),
      codeHash: hashCode(deps, purpose, id, code),
      codeExpiresAt: addSeconds(now, mailedCodeLifetimeSeconds),
    },
  };
}

/** Keyed, since eight characters (40 bits) could be guessed from a plain digest. */
export function hashCode(
  deps: Pick<Deps, 'codeKey'>,
  purpose: ProofPurpose,
  id: string,
  code: string,
): Digest {
  return hmacSha256(deps.codeKey, `${purpose}:${id}:${code}`);
}
