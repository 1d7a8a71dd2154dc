import { mailedCodeTries } from '@/lib/accounts/model';
import {
  selectAttemptByBrowser,
  selectAttemptByToken,
  type SignUpAttempt,
} from '@/lib/accounts/sign-up-repository';
import { equalBytes, sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/** What the page that confirms an address can offer. Looking uses nothing up: scanners of mail open links. */
export type SignUpView =
  | { kind: 'none' }
  | { kind: 'ended' }
  /** `needsPassword` in a browser other than the one that signed up; it is not told the address. */
  | { kind: 'link'; needsPassword: boolean; email: string | null }
  | { kind: 'code'; email: string; codeWorks: boolean };

export async function findSignUp(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string | null,
  signUpToken: string | null,
): Promise<SignUpView> {
  const now = deps.clock.now();
  const isWaiting = (attempt: SignUpAttempt) =>
    attempt.consumedAt === null && attempt.expiresAt > now;
  return asSystem(deps.db, 'sign-up', async (tx) => {
    if (token !== null) {
      const attempt = await selectAttemptByToken(tx, sha256(token));
      if (attempt === null || !isWaiting(attempt)) return { kind: 'ended' };
      const isOwn = signUpToken !== null && equalBytes(attempt.browserHash, sha256(signUpToken));
      return { kind: 'link', needsPassword: !isOwn, email: isOwn ? attempt.email : null };
    }
    const attempt = signUpToken && (await selectAttemptByBrowser(tx, sha256(signUpToken)));
    if (!attempt) return { kind: 'none' };
    if (!isWaiting(attempt)) return { kind: 'ended' };
    const codeWorks = attempt.codeExpiresAt > now && attempt.codeTries < mailedCodeTries;
    return { kind: 'code', email: attempt.email, codeWorks };
  });
}
