import { endPendingEmailChanges } from '@/lib/accounts/email-change-repository';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/**
 * Ends the change of address that waits, if one does. Asks for no fresh proof: it takes nothing away, and must be quick
 * for whoever reads that somebody else began it.
 */
export async function cancelEmailChange(deps: Deps, grant: PersonGrant): Promise<void> {
  const { userId } = grant;
  await asSystem(deps.db, 'change-email', async (tx) => {
    const person = await lockUser(tx, userId);
    if (person === null) throw notFound('account');
    const [email] = await endPendingEmailChanges(tx, userId, deps.clock.now());
    if (email === undefined) return;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.email-change-cancelled',
      target: { kind: 'user', id: userId, label: grant.actor.label },
      before: { email },
    });
  });
}
