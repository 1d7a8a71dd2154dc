import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { createProof } from './address-proof';
import { selectAddressState } from './address-repository';
import { limitKey, requireWithinLimit, resendsPerSignUp, signUpMailsPerAddress } from './limits';
import { mailProof } from './sign-up';
import { replaceProof, selectAttemptByBrowser } from './sign-up-repository';

/**
 * Sends the mail of this browser's sign-up again, with a new link and a new code; those before it no longer work.
 * @throws AppError `link-invalid` where the browser has no sign-up that waits, `rate-limited`.
 */
export async function resendSignUpMail(deps: Deps, browserToken: string | null): Promise<void> {
  const browserHash = sha256(browserToken ?? '');
  await requireWithinLimit(
    deps,
    resendsPerSignUp,
    limitKey(Buffer.from(browserHash).toString('hex')),
    'The mail was sent several times already.',
  );
  const now = deps.clock.now();
  const attempt = await asSystem(deps.db, 'sign-up', (tx) =>
    selectAttemptByBrowser(tx, browserHash),
  );
  if (attempt === null || browserToken === null) throw nothingWaits();
  const { email, name } = attempt;
  const mayMail = await deps.limits.consume(signUpMailsPerAddress, limitKey(email));
  const { token, code, proof } = createProof(deps, 'sign-up', attempt.id, now);
  await asSystem(deps.db, 'sign-up', async (tx) => {
    const state = await selectAddressState(tx, email, now);
    // Where no mail may go, the link and the code that are already on their way must go on working.
    if (!mayMail.allowed) return;
    if (!(await replaceProof(tx, attempt.id, proof, now))) throw nothingWaits();
    await mailProof(deps, tx, { email, name, token, code, state });
  });
}

function nothingWaits(): AppError {
  return new AppError('link-invalid', 'No sign-up waits in this browser. Sign up again.');
}
