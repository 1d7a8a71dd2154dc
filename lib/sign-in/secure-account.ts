import { endPendingEmailChanges } from '@/lib/accounts/email-change-repository';
import { endLinkTokens } from '@/lib/accounts/link-token-repository';
import { rememberedPasswords } from '@/lib/accounts/model';
import { mailResetLink } from '@/lib/accounts/send-reset-link';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { notFound } from '@/lib/kernel/errors';
import { deleteEnrolments, lockUser } from '@/lib/mfa/repository';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { endSessions } from '@/lib/sessions/repository';
import { endChallenges } from './challenge-repository';
import {
  deleteDevices,
  deleteIdentities,
  rememberPassword,
  selectPasswordOwner,
  updatePassword,
} from './repository';

/** What made the account be secured, as its audit event says it. */
export type SecuredReason = 'sign-in-disowned' | 'email-change-undone';

type Securing = { userId: string; request: RequestContext; reason: SecuredReason };

/**
 * Shuts out whoever has got in: takes the password and linked accounts away and ends every session, known device, half-finished sign-in and
 * waiting link, then mails a link to set a new password to the address that the account has at this moment. In the
 * transaction of whatever proved that the person asks for it.
 *
 * Two-factor authentication stays as it is: what was proved is that somebody reads the person's mail, and a mail must
 * never be enough to get past a second factor.
 * @returns how many sessions ended.
 * @throws AppError `not-found` where there is no such account.
 */
export async function secureAccount(
  deps: Pick<Deps, 'clock' | 'ids' | 'random' | 'vault' | 'config'>,
  tx: SystemTx,
  { userId, request, reason }: Securing,
): Promise<{ endedSessions: number }> {
  // The person's row first, as everywhere: no sign-in that began before opens a session after this.
  const person = await lockUser(tx, userId);
  if (person === null) throw notFound('account');
  const now = deps.clock.now();
  await takePasswordAway(deps, tx, userId);
  const endedSessions = await endSessions(tx, userId, null, 'account-secured', now);
  await deleteDevices(tx, userId);
  await endChallenges(tx, userId);
  // A secret that an intruder was shown must not wait for its first code.
  await deleteEnrolments(tx, userId);
  // A provider's account that an intruder linked is a way back in; the person links their own anew.
  const unlinked = await deleteIdentities(tx, userId);
  await endLinkTokens(tx, userId, 'not-me', now);
  await endPendingEmailChanges(tx, userId, now);
  await mailResetLink(deps, tx, { ...person, id: userId }, 'account-secured');
  const label = `${person.name} <${person.email}>`;
  await recordAccountChange(deps, tx, {
    actor: { kind: 'user', id: userId, label, sessionMethod: null },
    request,
    action: 'user.account-secured',
    userId,
    label,
    after: { reason, endedSessions, unlinked },
  });
  return { endedSessions };
}

/** The password that somebody else may know is among those that cannot be set again, however it came to be. */
async function takePasswordAway(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: SystemTx,
  userId: string,
): Promise<void> {
  const owner = await selectPasswordOwner(tx, userId, rememberedPasswords);
  if (owner === null || owner.passwordHash === null) return;
  const { passwordHash, previousHashes } = owner;
  const now = deps.clock.now();
  if (!previousHashes.includes(passwordHash)) {
    const id = deps.ids.next();
    await rememberPassword(tx, { id, userId, passwordHash, createdAt: now }, rememberedPasswords);
  }
  await updatePassword(tx, { userId, expectedHash: passwordHash, passwordHash: null, now });
}
