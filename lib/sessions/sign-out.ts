import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSession } from './repository';

/** Ends the session that asks. A copy of its cookie opens nothing afterwards. */
export async function signOut(deps: Deps, grant: PersonGrant): Promise<void> {
  const { sessionId, userId } = grant;
  if (sessionId === null) return;
  await withPerson(deps.db, userId, async (tx) => {
    const ended = await endSession(tx, userId, sessionId, 'signed-out', deps.clock.now());
    // A second click finds it ended, which is what was asked for.
    if (ended === null) return;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.signed-out',
      target: { kind: 'user', id: userId, label: grant.actor.label },
    });
  });
}
