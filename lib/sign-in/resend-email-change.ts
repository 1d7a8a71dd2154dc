import { createProof } from '@/lib/accounts/address-proof';
import { selectAddressState } from '@/lib/accounts/address-repository';
import {
  replaceEmailChangeProof,
  selectPendingEmailChange,
} from '@/lib/accounts/email-change-repository';
import {
  emailChangeMailsPerAddress,
  limitKey,
  requireWithinLimit,
  resendsPerEmailChange,
} from '@/lib/accounts/limits';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { mailEmailProof } from './email-change-notice';

/**
 * Sends the mail to the new address again, with a new link and a new code; those before it no longer work. The code
 * counts in the session that asks now.
 * @throws AppError `conflict` where no change waits, `rate-limited`.
 */
export async function resendEmailChange(deps: Deps, grant: PersonGrant): Promise<void> {
  const { userId, sessionId } = grant;
  const now = deps.clock.now();
  const pending = await asSystem(deps.db, 'change-email', (tx) =>
    selectPendingEmailChange(tx, userId, now),
  );
  if (pending === null || sessionId === null) throw noChangeWaits();
  const { id, newEmail: email } = pending;
  await requireWithinLimit(
    deps,
    resendsPerEmailChange,
    limitKey(id),
    'The mail was sent several times already.',
  );
  const mayMail = await deps.limits.consume(emailChangeMailsPerAddress, limitKey(email));
  const { token, code, proof } = createProof(deps, 'email-change', id, now);
  await asSystem(deps.db, 'change-email', async (tx) => {
    const person = await lockUser(tx, userId);
    if (person === null) throw noChangeWaits();
    const state = await selectAddressState(tx, email, now, userId);
    // Where no mail may go, the link and the code that are already on their way must go on working.
    if (!mayMail.allowed) return;
    if (!(await replaceEmailChangeProof(tx, id, { ...proof, sessionId }, now))) {
      throw noChangeWaits();
    }
    await mailEmailProof(deps, tx, { email, name: person.name, token, code, state });
  });
}

function noChangeWaits(): AppError {
  return new AppError('conflict', 'No change of your address waits any more.');
}
