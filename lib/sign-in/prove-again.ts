import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { recordFreshProof } from '@/lib/sessions/record-fresh-proof';
import { codesAgainPerDay, proofsAgain } from './limits';
import type { StepUpMethod } from './model';
import { selectProofFacts } from './repository';
import type { ProveAgainInput } from './schema';
import { decideStepUpMethods, methodOf } from './step-up-methods';

/**
 * The ways in which a person can prove once more who they are, the best first. Empty: only by signing in again. Whoever came
 * by an identity provider proves there, and not by the password: who runs it opens as many sessions as they like, and
 * would try so many passwords of the person.
 */
export async function listStepUpMethods(
  deps: Pick<Deps, 'db'>,
  { userId, boundTo }: PersonGrant,
): Promise<StepUpMethod[]> {
  const facts = await asSystem(deps.db, 'step-up', (tx) => selectProofFacts(tx, userId));
  return decideStepUpMethods({ ...facts, hasPassword: facts.hasPassword && boundTo === null });
}

/**
 * Step-up: a fresh proof of identity in the session that is open, for one sensitive act, which it opens for ten
 * minutes. The session goes on with another token.
 * @returns the token for the session cookie.
 * @throws AppError `invalid-input` or `code-invalid` (field `proof`); `conflict` where the person has no such method
 *   (any more); `rate-limited`, `unauthenticated`.
 */
export async function proveAgain(
  deps: Deps,
  grant: PersonGrant,
  { act, method: name, proof }: ProveAgainInput,
): Promise<{ sessionToken: string }> {
  const { userId, sessionId } = grant;
  if (sessionId === null) throw signedOut();
  const key = limitKey(userId, sessionId);
  await requireWithinLimit(deps, proofsAgain, key, 'Too many were wrong.');
  if (name === 'totp') await requireWithinLimit(deps, codesAgainPerDay, key, 'Too many codes.');
  if (!(await listStepUpMethods(deps, grant)).includes(name)) throw otherMethods();
  const method = methodOf(name);
  const judge = await method.prepare(deps, grant, proof);
  const sessionToken = await asSystem(deps.db, 'step-up', async (tx) => {
    const isRight = await judge(tx);
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: isRight ? 'user.proved-again' : 'user.proof-refused',
      target: { kind: 'user', id: userId, label: grant.actor.label },
      after: { act, method: name },
    });
    if (!isRight) return null;
    const token = await recordFreshProof(
      deps,
      tx,
      { id: sessionId, userId },
      { act, method: name },
    );
    // Takes what was spent and written back: who is signed out has proved nothing.
    if (token === null) throw signedOut();
    return token;
  });
  if (sessionToken === null) throw method.refusal();
  await deps.limits.reset(proofsAgain, key);
  return { sessionToken };
}

function otherMethods(): AppError {
  return new AppError(
    'conflict',
    'How you sign in was changed meanwhile. Close this and start again.',
  );
}

function signedOut(): AppError {
  return new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
}
