import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { rememberedPasswords } from '@/lib/accounts/model';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { lockUser, selectTotpFactor } from '@/lib/mfa/repository';
import { spendSecondFactor } from '@/lib/mfa/spend-second-factor';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { rotateSession } from '@/lib/sessions/open-session';
import { codesAgainPerDay, proofsAgain } from './limits';
import type { StepUpMethod } from './model';
import { lockUserWithPassword, selectPasswordOwner } from './repository';
import type { ProveAgainInput } from './schema';

/** How a person proves once more who they are: by their app where they have one, since a password alone is less. */
async function findStepUpMethod(
  deps: Pick<Deps, 'db'>,
  { userId }: PersonGrant,
): Promise<StepUpMethod> {
  const factor = await asSystem(deps.db, 'step-up', (tx) => selectTotpFactor(tx, userId));
  return factor === null ? 'password' : 'totp';
}

/**
 * Step-up: a fresh proof of identity in the session that is open, for the sensitive acts of the next ten minutes. The
 * session goes on with another token.
 * @returns the token for the session cookie.
 * @throws AppError `invalid-input` or `code-invalid` (field `proof`), `rate-limited`, `unauthenticated`.
 */
export async function proveAgain(
  deps: Deps,
  grant: PersonGrant,
  { proof }: ProveAgainInput,
): Promise<{ sessionToken: string }> {
  const { userId, sessionId } = grant;
  if (sessionId === null) throw signedOut();
  await requireWithinLimit(deps, proofsAgain, limitKey(userId, sessionId), 'Too many were wrong.');
  const method = await findStepUpMethod(deps, grant);
  if (method === 'totp') {
    await requireWithinLimit(
      deps,
      codesAgainPerDay,
      limitKey(userId, sessionId),
      'Too many codes.',
    );
  }
  const passwordHash =
    method === 'password' ? await requireRightPassword(deps, userId, proof) : null;
  const sessionToken = await asSystem(deps.db, 'step-up', async (tx) => {
    if (passwordHash === null) await requireRightCode(deps, tx, userId, proof);
    else if (!(await lockUserWithPassword(tx, userId, passwordHash))) throw signedOut();
    const rotated = await rotateSession(deps, tx, { id: sessionId, userId });
    if (rotated === null) throw signedOut();
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.proved-again',
      target: { kind: 'user', id: userId, label: grant.actor.label },
      after: { method },
    });
    return rotated;
  });
  await deps.limits.reset(proofsAgain, limitKey(userId, sessionId));
  return { sessionToken };
}

async function requireRightPassword(deps: Deps, userId: string, proof: string): Promise<string> {
  const owner = await asSystem(deps.db, 'step-up', (tx) =>
    selectPasswordOwner(tx, userId, rememberedPasswords),
  );
  const hash = owner?.passwordHash ?? null;
  const isRight = await deps.passwords.verify(hash ?? deps.passwords.decoy, proof);
  if (hash === null || !isRight) throw invalidField('proof', 'This is not your password.');
  return hash;
}

async function requireRightCode(
  deps: Deps,
  tx: SystemTx,
  userId: string,
  proof: string,
): Promise<void> {
  if ((await lockUser(tx, userId)) === null) throw signedOut();
  const outcome = await spendSecondFactor(deps, tx, userId, { kind: 'totp', code: proof });
  if (outcome === 'accepted') return;
  const message =
    'That is not the code that your app shows now, or it was used before. Wait for the next one.';
  throw new AppError('code-invalid', message, { fieldErrors: { proof: [message] } });
}

function signedOut(): AppError {
  return new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
}
