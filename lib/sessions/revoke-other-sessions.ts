import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessions } from './repository';
import { mailSessionsRevoked } from './session-notice';

/** Ends every session of the person but the one that asks, and tells them by one mail. Returns how many. */
export async function revokeOtherSessions(
  deps: Deps,
  grant: PersonGrant,
): Promise<{ revoked: number }> {
  return withPerson(deps.db, grant.userId, async (tx) => {
    const now = deps.clock.now();
    const revoked = await endSessions(tx, grant.userId, grant.sessionId, 'revoked', now);
    if (revoked > 0) {
      await recordAuditEvent(deps, tx, {
        organizationId: null,
        actor: grant.actor,
        request: grant.request,
        action: 'session.revoked',
        target: { kind: 'user', id: grant.userId, label: grant.actor.label },
        after: { session: 'All other sessions', revoked },
      });
      await mailSessionsRevoked(deps, tx, grant, null);
    }
    return { revoked };
  });
}
