import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { LiveSession } from '@/lib/sessions/find-session';
import { recordFreshProof } from '@/lib/sessions/record-fresh-proof';
import { isSessionOpen } from '@/lib/sessions/repository';
import type { Answer } from '@/lib/sso/ticket-repository';
import { selectSamlOwner } from './repository';
import { selectProofConnection } from './start-proof';

/**
 * Step-up by the identity provider's word: about the very person, in the session that asked. That they signed in anew was
 * looked at with the answer. It opens the one act that it was begun for.
 * @returns the token for the session cookie; null where it proves nothing.
 */
export async function proveWithSso(
  deps: Deps,
  request: RequestContext,
  { connectionId, person, act, sessionId }: Answer,
  session: LiveSession | null,
): Promise<string | null> {
  if (session === null || session.sessionId !== sessionId || act === null) return null;
  const { id: userId, name, email } = session.user;
  return asSystem(deps.db, 'sso', async (tx) => {
    await lockUser(tx, userId);
    const open = { id: session.sessionId, userId };
    // Under the lock: whoever was signed out while this waited has proved nothing, and the log must not say so.
    const isOpen = await isSessionOpen(tx, open, deps.clock.now());
    const offered = await selectProofConnection(tx, { userId, sessionId: session.sessionId });
    const owner = await selectSamlOwner(tx, { connectionId, nameId: person.nameId });
    const isRight = isOpen && owner === userId && offered?.connectionId === connectionId;
    const label = `${name} <${email}>`;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: { kind: 'user', id: userId, label, sessionMethod: session.method },
      request,
      action: isRight ? 'user.proved-again' : 'user.proof-refused',
      target: { kind: 'user', id: userId, label },
      after: { act, method: 'saml' },
    });
    return isRight ? recordFreshProof(deps, tx, open, { act, method: 'saml' }) : null;
  });
}
