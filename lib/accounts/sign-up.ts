import { mailAddressTaken } from './address-taken-notice';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem, readAsSystem } from '@/lib/platform/db';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import { createProof } from './address-proof';
import { selectAddressState, type AddressState } from './address-repository';
import { limitKey, requireWithinLimit, signUpMailsPerAddress, signUpsPerNetwork } from './limits';
import { mailedCodeLifetimeSeconds, signUpLifetimeSeconds } from './model';
import { networkOf } from './network';
import { requireGoodPassword } from './password-policy';
import type { SignUpInput } from './schema';
import { requireNoSsoAddress } from './sso-required';
import { insertSignUpAttempt } from './sign-up-repository';

/**
 * Takes a sign-up. Nothing exists until the address is proved; each sign-up keeps its own password and is confirmed
 * alone. Whether the address has an account already changes only what the mail says: the answer, the argon2 and the
 * queries are the same (OWASP ASVS 6.3.8).
 * @returns `browserToken` for the cookie that makes this the browser in which the code counts.
 * @throws AppError `sso-required` by the domain of the address alone, `invalid-input` (password), `rate-limited` (network).
 */
export async function signUp(
  deps: Deps,
  request: RequestContext,
  input: SignUpInput,
): Promise<{ browserToken: string }> {
  const { email, name, timeZone } = input;
  const network = limitKey(networkOf(request.ip));
  await requireWithinLimit(
    deps,
    signUpsPerNetwork,
    network,
    'There were many sign-ups from your network.',
  );
  await readAsSystem(deps.db, 'sign-up', (sql) => requireNoSsoAddress(sql, email));
  await requireGoodPassword(deps, 'password', input.password, { name, email });
  const mayMail = await deps.limits.consume(signUpMailsPerAddress, limitKey(email));
  const passwordHash = await deps.passwords.hash(input.password);

  const attemptId = deps.ids.next();
  const now = deps.clock.now();
  const browserToken = randomToken(deps.random);
  const { token, code, proof } = createProof(deps, 'sign-up', attemptId, now);
  await asSystem(deps.db, 'sign-up', async (tx) => {
    const state = await selectAddressState(tx, email, now);
    await insertSignUpAttempt(tx, {
      id: attemptId,
      email,
      name,
      passwordHash,
      browserHash: sha256(browserToken),
      timeZone,
      createdAt: now,
      expiresAt: addSeconds(now, signUpLifetimeSeconds),
      ...proof,
    });
    if (mayMail.allowed) await mailProof(deps, tx, { email, name, token, code, state });
  });
  return { browserToken };
}

export async function mailProof(
  deps: Deps,
  tx: SystemTx,
  to: { email: string; name: string; token: string; code: string; state: AddressState },
): Promise<void> {
  const { appUrl } = deps.config;
  const { email, state } = to;
  if (state !== 'free') {
    await mailAddressTaken(deps, tx, email, { asked: 'sign-up', state });
    return;
  }
  await enqueueMail(deps, tx, to.email, {
    template: 'verify-email',
    name: to.name,
    link: `${appUrl}/verify-email?token=${to.token}`,
    code: to.code,
    expiresInMinutes: signUpLifetimeSeconds / 60,
    codeExpiresInMinutes: mailedCodeLifetimeSeconds / 60,
  });
}
