import { lockAddress } from '@/lib/accounts/address-repository';
import {
  consumeEmailUndo,
  endLaterEmailUndos,
  selectEmailUndo,
  updateUserEmail,
} from '@/lib/accounts/email-change-repository';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { mailEmailChangeUndone } from './email-change-notice';
import { secureAccount } from './secure-account';

/**
 * Brings back the address of the mail that the link was in, and shuts out whoever moved the account away: password,
 * sessions, waiting changes and the ways back of later changes all end, and a link to set a new password goes to the
 * address that is back. Whoever reads that mail had the account first, so nothing else is asked.
 * @throws AppError `link-invalid`; `conflict` where the address has another account by now.
 */
export async function undoEmailChange(
  deps: Deps,
  request: RequestContext,
  { token }: { token: string },
): Promise<{ email: string }> {
  const undo = await asSystem(deps.db, 'change-email', (tx) =>
    selectEmailUndo(tx, sha256(token), deps.clock.now()),
  );
  if (undo === null) throw linkInvalid();
  const { id, userId, oldEmail } = undo;
  try {
    await asSystem(deps.db, 'change-email', async (tx) => {
      const before = await lockUser(tx, userId);
      if (before === null) throw linkInvalid();
      // Only now, lest a later way back that began first outlives the earlier one that ended it while it waited.
      const now = deps.clock.now();
      for (const email of [before.email, oldEmail].sort()) await lockAddress(tx, email);
      if (!(await consumeEmailUndo(tx, id, now))) throw linkInvalid();
      await endLaterEmailUndos(tx, undo, now);
      await updateUserEmail(tx, userId, oldEmail, now);
      const label = `${before.name} <${oldEmail}>`;
      await recordAccountChange(deps, tx, {
        actor: { kind: 'user', id: userId, label, sessionMethod: null },
        request,
        action: 'user.email-change-undone',
        userId,
        label,
        before: { email: before.email },
        after: { email: oldEmail },
        shared: { before: { email: before.email }, after: { email: oldEmail } },
      });
      await mailEmailChangeUndone(deps, tx, before, oldEmail, request.userAgent);
      // Last, so that its link to set a new password goes to the address that is back.
      await secureAccount(deps, tx, { userId, request, reason: 'email-change-undone' });
    });
  } catch (error) {
    if (isUniqueViolation(error, 'email')) throw takenMeanwhile();
    throw error;
  }
  return { email: oldEmail };
}

function takenMeanwhile(): AppError {
  return new AppError(
    'conflict',
    'Your address before belongs to another account by now, so nothing was changed. Ask whoever runs this installation for help.',
  );
}

function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This link no longer works: it was used, or an earlier change was undone, or it is older than 7 days.',
  );
}
