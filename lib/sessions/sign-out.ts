import { recordPersonEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSession } from './repository';

/**
 * Ends the session that asks. A copy of its cookie opens nothing afterwards. The person's organizations are told, as they
 * are of the sign-in.
 */
export async function signOut(deps: Deps, grant: PersonGrant): Promise<void> {
  const { sessionId, userId, actor, request } = grant;
  if (sessionId === null) return;
  await asSystem(deps.db, 'sign-out', async (tx) => {
    const ended = await endSession(tx, userId, sessionId, 'signed-out', deps.clock.now());
    // A second click finds it ended, which is what was asked for.
    if (ended === null) return;
    await recordPersonEvent(deps, tx, userId, {
      actor,
      request,
      label: actor.label,
      action: { own: 'user.signed-out', member: 'member.signed-out' },
    });
  });
}
