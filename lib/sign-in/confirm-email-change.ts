import { hashCode } from '@/lib/accounts/address-proof';
import { lockAddress, selectAddressState } from '@/lib/accounts/address-repository';
import {
  confirmEmailChange,
  endPendingEmailChanges,
  isAskedByShutOut,
  prolongEmailUndos,
  selectEmailChangeByToken,
  selectPendingEmailChange,
  takeEmailCodeTry,
  updateUserEmail,
  type PendingEmailChange,
} from '@/lib/accounts/email-change-repository';
import { endLinkTokens } from '@/lib/accounts/link-token-repository';
import { emailUndoLifetimeSeconds, mailedCodeTries, normalizeCode } from '@/lib/accounts/model';
import { isBoundBySso } from '@/lib/accounts/sso-domain-repository';
import { requireNoSsoAddress, ssoRequired } from '@/lib/accounts/sso-required';
import { endAttempts } from '@/lib/accounts/sign-up-repository';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { Actor, PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { addSeconds } from '@/lib/platform/clock';
import { equalBytes, sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import { findSession } from '@/lib/sessions/find-session';
import { rotateSession } from '@/lib/sessions/open-session';
import { endSessions } from '@/lib/sessions/repository';
import { endChallenges } from './challenge-repository';
import { mailEmailChanged } from './email-change-notice';

export type ConfirmedEmailChange = {
  email: string;
  /** For the session cookie, where the browser that confirmed was signed in to this account. */
  sessionToken: string | null;
};

/** Who confirms: with the session that may go on, where there is one. */
type Confirming = { request: RequestContext; actor: Actor; sessionId: string | null };

/**
 * Confirms a change by the link that was mailed to the new address, in any browser: whoever reads that mail has proved
 * it. All sessions end but that of the browser, if it is signed in to this account.
 * @throws AppError `link-invalid`; `conflict` where somebody else got the address meanwhile; `sso-required` where its domain
 *   signs in by single sign-on by now.
 */
export async function confirmEmailChangeByLink(
  deps: Deps,
  request: RequestContext,
  { token }: { token: string },
  sessionToken: string | null,
): Promise<ConfirmedEmailChange> {
  const change = await asSystem(deps.db, 'change-email', (tx) =>
    selectEmailChangeByToken(tx, sha256(token), deps.clock.now()),
  );
  if (change === null) throw linkInvalid();
  const session = sessionToken === null ? null : await findSession(deps, sessionToken);
  const own = session?.user.id === change.userId ? session : null;
  const { name, email } = change.user;
  return apply(deps, change, {
    request,
    actor: {
      kind: 'user',
      id: change.userId,
      label: `${name} <${email}>`,
      sessionMethod: own?.method ?? null,
    },
    sessionId: own?.sessionId ?? null,
  });
}

/**
 * Confirms a change by the mailed code, in the session that asked for it.
 * @throws AppError `code-invalid` for a wrong or expired code and after five tries; `link-invalid` where none waits in
 *   this session; `conflict` and `sso-required` as above.
 */
export async function confirmEmailChangeByCode(
  deps: Deps,
  grant: PersonGrant,
  { code }: { code: string },
): Promise<ConfirmedEmailChange> {
  const { userId, sessionId, actor, request } = grant;
  const now = deps.clock.now();
  const change = await asSystem(deps.db, 'change-email', async (tx) => {
    const found = await selectPendingEmailChange(tx, userId, now);
    if (found === null || found.sessionId !== sessionId) throw linkInvalid();
    // Counted and committed before the comparison, so that a wrong code costs its try whatever happens next.
    return { ...found, codeHash: await takeEmailCodeTry(tx, found.id, mailedCodeTries, now) };
  });
  if (change.codeHash === null) {
    throw codeInvalid('This code no longer works. Have the mail sent again, or open its link.');
  }
  const typed = hashCode(deps, 'email-change', change.id, normalizeCode(code));
  if (!equalBytes(change.codeHash, typed)) {
    throw codeInvalid('That is not the code in the mail. Check it and try again.');
  }
  return apply(deps, change, { request, actor, sessionId });
}

async function apply(
  deps: Deps,
  change: PendingEmailChange,
  { request, actor, sessionId }: Confirming,
): Promise<ConfirmedEmailChange> {
  const { id, userId, newEmail } = change;
  const now = deps.clock.now();
  const undoToken = randomToken(deps.random);
  try {
    return await asSystem(deps.db, 'change-email', async (tx) => {
      // The person first, as everywhere, then the addresses: whoever signs up with one of them waits.
      const before = await lockUser(tx, userId);
      if (before === null || (await isAskedByShutOut(tx, change))) throw linkInvalid();
      for (const email of [before.email, newEmail].sort()) await lockAddress(tx, email);
      await requireNoSsoAddress(tx, newEmail);
      if (await isBoundBySso(tx, userId)) throw ssoRequired(before.email);
      const undo = { undoTokenHash: sha256(undoToken), undoExpiresAt: undoEnd(now) };
      if (!(await confirmEmailChange(tx, { id, oldEmail: before.email, ...undo, now }))) {
        throw linkInvalid();
      }
      if ((await selectAddressState(tx, newEmail, now, userId)) === 'kept') throw takenMeanwhile();
      await updateUserEmail(tx, userId, newEmail, now);
      const until = undo.undoExpiresAt;
      await prolongEmailUndos(tx, { userId, oldEmail: newEmail, now, until });
      await endPendingEmailChanges(tx, userId, now);
      await endAttempts(tx, newEmail, now);
      await endLinkTokens(tx, userId, 'reset-password', now);
      // What such a link does ends in a mail to the address in use: no longer that of the mail that held it.
      await endLinkTokens(tx, userId, 'not-me', now);
      await endChallenges(tx, userId);
      const rotated = sessionId && (await rotateSession(deps, tx, { id: sessionId, userId }));
      const kept = rotated ? sessionId : null;
      const endedSessions = await endSessions(tx, userId, kept, 'email-changed', now);
      await recordAccountChange(deps, tx, {
        actor,
        request,
        action: 'user.email-changed',
        userId,
        label: `${before.name} <${newEmail}>`,
        before: { email: before.email },
        after: { email: newEmail, endedSessions },
        shared: { before: { email: before.email }, after: { email: newEmail } },
      });
      await mailEmailChanged(deps, tx, before, { newEmail, undoToken }, request.userAgent);
      return { email: newEmail, sessionToken: rotated };
    });
  } catch (error) {
    // The unique column is the judge between two people who confirm one address at the same moment.
    if (isUniqueViolation(error, 'email')) throw takenMeanwhile();
    throw error;
  }
}

const undoEnd = (now: Date) => addSeconds(now, emailUndoLifetimeSeconds);

function takenMeanwhile(): AppError {
  return new AppError(
    'conflict',
    'This address belongs to another account by now, so nothing was changed.',
  );
}

function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This change no longer waits: it was confirmed, cancelled, replaced by a newer one, or is older than a day.',
  );
}

function codeInvalid(message: string): AppError {
  return new AppError('code-invalid', message, { fieldErrors: { code: [message] } });
}
