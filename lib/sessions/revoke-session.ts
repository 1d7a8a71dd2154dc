import type * as z from 'zod';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deviceInWords } from './device';
import { endSession } from './repository';
import type { revokeSessionSchema } from './schema';
import { mailSessionsRevoked } from './session-notice';

/**
 * Ends one of the person's own sessions; its next request finds nobody signed in. A mail tells of it.
 * @throws AppError `not-found` for one that ended, or is somebody else's: nobody learns which.
 */
export async function revokeSession(
  deps: Deps,
  grant: PersonGrant,
  { sessionId }: z.output<typeof revokeSessionSchema>,
): Promise<void> {
  await withPerson(deps.db, grant.userId, async (tx) => {
    const ended = await endSession(tx, grant.userId, sessionId, 'revoked', deps.clock.now());
    if (ended === null) throw notFound('session');
    const device = deviceInWords(ended.userAgent);
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'session.revoked',
      target: { kind: 'user', id: grant.userId, label: grant.actor.label },
      after: { sessionId, session: device },
    });
    if (sessionId !== grant.sessionId) await mailSessionsRevoked(deps, tx, grant, device);
  });
}
