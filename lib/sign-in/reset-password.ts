import { limitKey, passwordsPerReset, requireWithinLimit } from '@/lib/accounts/limits';
import { endPendingEmailChanges } from '@/lib/accounts/email-change-repository';
import {
  consumeLinkToken,
  endLinkTokens,
  selectLinkOwner,
} from '@/lib/accounts/link-token-repository';
import { rememberedPasswords } from '@/lib/accounts/model';
import { requireGoodPassword } from '@/lib/accounts/password-policy';
import { isSsoAddress } from '@/lib/accounts/sso-domain-repository';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { AppError } from '@/lib/kernel/errors';
import { sha256, type Digest } from '@/lib/platform/crypto';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { endSessions } from '@/lib/sessions/repository';
import { endChallenges } from './challenge-repository';
import { mailPasswordChanged } from './password-notice';
import { rememberDevice } from './remember-device';
import {
  deleteDevices,
  rememberPassword,
  selectPasswordOwner,
  updatePassword,
  type PasswordOwnerRow,
} from './repository';
import type { ResetPasswordInput } from './schema';

/**
 * Whether a link to set a new password still works: not once the domain of the address signs in by single sign-on. Looking
 * does not use it up.
 */
export async function isResetLinkLive(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<boolean> {
  const owner = await asSystem(deps.db, 'reset-password', (tx) =>
    findOwner(tx, sha256(token), deps.clock.now()),
  );
  return owner !== null;
}

async function findOwner(
  tx: SystemTx,
  tokenHash: Digest,
  now: Date,
): Promise<PasswordOwnerRow | null> {
  const link = await selectLinkOwner(tx, 'reset-password', tokenHash, now);
  const owner = link && (await selectPasswordOwner(tx, link.userId, rememberedPasswords));
  return owner === null || (await isSsoAddress(tx, owner.email)) ? null : owner;
}

/**
 * Sets a new password by the mailed link, and ends every session, known device, waiting change of address
 * and other link of the person. It signs
 * nobody in: what else guards the account is asked at sign-in.
 * @returns the token for the device cookie: whoever reads the person's mail is not locked out by an attack on them.
 * @throws AppError `link-invalid`, `invalid-input` (field `password`), `rate-limited`.
 */
export async function resetPassword(
  deps: Deps,
  request: RequestContext,
  { token, password }: ResetPasswordInput,
): Promise<{ deviceToken: string }> {
  const tokenHash = sha256(token);
  const owner = await asSystem(deps.db, 'reset-password', (tx) =>
    findOwner(tx, tokenHash, deps.clock.now()),
  );
  if (owner === null) throw linkInvalid();
  const key = limitKey(token);
  await requireWithinLimit(deps, passwordsPerReset, key, 'This link was tried many times.');
  await requireGoodPassword(deps, 'password', password, owner);
  const passwordHash = await deps.passwords.hash(password);

  return asSystem(deps.db, 'reset-password', async (tx) => {
    const { id: userId, passwordHash: expectedHash } = owner;
    const now = deps.clock.now();
    // The person's row first, as everywhere, so that no two changes wait for each other.
    if (!(await updatePassword(tx, { userId, expectedHash, passwordHash, now })))
      throw linkInvalid();
    if (!(await consumeLinkToken(tx, 'reset-password', tokenHash, now))) throw linkInvalid();
    if (await isSsoAddress(tx, owner.email)) throw linkInvalid();
    await rememberPassword(
      tx,
      { id: deps.ids.next(), userId, passwordHash, createdAt: now },
      rememberedPasswords,
    );
    await endLinkTokens(tx, userId, 'reset-password', now);
    // What an intruder began must not go on; the way back after a change of address does (undo-email-change.ts).
    await endPendingEmailChanges(tx, userId, now);
    await endSessions(tx, userId, null, 'password-reset', now);
    await endChallenges(tx, userId);
    await deleteDevices(tx, userId);
    await recordReset(deps, tx, owner, request);
    await mailPasswordChanged(deps, tx, owner, request.userAgent);
    return { deviceToken: (await rememberDevice(deps, tx, userId, null)).token };
  });
}

async function recordReset(
  deps: Deps,
  tx: SystemTx,
  { id, name, email }: PasswordOwnerRow,
  request: RequestContext,
): Promise<void> {
  const label = `${name} <${email}>`;
  await recordAccountChange(deps, tx, {
    actor: { kind: 'user', id, label, sessionMethod: null },
    request,
    action: 'user.password-reset',
    userId: id,
    label,
  });
}

function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This link no longer works: it was used, replaced by a newer one, or is older than 30 minutes. Ask for a new one.',
  );
}
