import { createProof } from '@/lib/accounts/address-proof';
import { selectAddressState } from '@/lib/accounts/address-repository';
import { endPendingEmailChanges, insertEmailChange } from '@/lib/accounts/email-change-repository';
import {
  emailChangeMailsPerAddress,
  emailChangesPerPerson,
  limitKey,
  requireWithinLimit,
} from '@/lib/accounts/limits';
import { emailChangeLifetimeSeconds } from '@/lib/accounts/model';
import { isBoundBySso, isSsoAddress } from '@/lib/accounts/sso-domain-repository';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { domainOf } from '@/lib/kernel/email-address';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { mailEmailChangeRequested, mailEmailProof } from './email-change-notice';
import type { EmailChangeInput } from './schema';

/**
 * Takes the wish to sign in with another address. The one in use stays until the new one is proved, and hears of it at
 * once. Whether the new one has an account already changes only what the mail to it says: neither the answer nor the
 * page tells anybody who has an account here. What waited before ends.
 * @throws AppError `reauthentication-required`, `invalid-input` (field `email`), `rate-limited`.
 */
export async function requestEmailChange(
  deps: Deps,
  grant: PersonGrant,
  { email }: EmailChangeInput,
): Promise<void> {
  const { userId, sessionId } = grant;
  if (sessionId === null) throw signedOut();
  // Before the limits too, so that being asked who one is costs no attempt.
  await asSystem(deps.db, 'change-email', (tx) => requireChangeOf(deps, tx, grant, email));
  await requireWithinLimit(
    deps,
    emailChangesPerPerson,
    limitKey(userId),
    'You asked for many changes of your address.',
  );
  const mayMail = await deps.limits.consume(emailChangeMailsPerAddress, limitKey(email));

  const id = deps.ids.next();
  const now = deps.clock.now();
  const { token, code, proof } = createProof(deps, 'email-change', id, now);
  await asSystem(deps.db, 'change-email', async (tx) => {
    const person = await requireChangeOf(deps, tx, grant, email);
    const state = await selectAddressState(tx, email, now, userId);
    await endPendingEmailChanges(tx, userId, now);
    await insertEmailChange(tx, {
      id,
      userId,
      newEmail: email,
      oldEmail: person.email,
      sessionId,
      createdAt: now,
      expiresAt: addSeconds(now, emailChangeLifetimeSeconds),
      ...proof,
    });
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.email-change-requested',
      target: { kind: 'user', id: userId, label: grant.actor.label },
      before: { email: person.email },
      after: { email },
    });
    await mailEmailChangeRequested(deps, tx, person, email, grant.request.userAgent);
    if (mayMail.allowed) {
      await mailEmailProof(deps, tx, { email, name: person.name, token, code, state });
    }
  });
}

/** The person, held until the transaction ends, if they may change their address to this one. */
async function requireChangeOf(deps: Deps, tx: SystemTx, grant: PersonGrant, email: string) {
  const person = await lockUser(tx, grant.userId);
  if (person === null) throw signedOut();
  await requireFreshProof(deps, tx, grant, 'email.change');
  if (person.email === email) throw invalidField('email', 'This is your address already.');
  if (await isSsoAddress(tx, email)) {
    throw invalidField(
      'email',
      `${domainOf(email)} signs in by single sign-on: its addresses come from there alone.`,
    );
  }
  if (await isBoundBySso(tx, grant.userId)) {
    throw invalidField(
      'email',
      `You are in an organization that has ${domainOf(person.email)} sign in by single sign-on. Leave it first.`,
    );
  }
  return person;
}

function signedOut(): AppError {
  return new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
}
