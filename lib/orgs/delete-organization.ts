import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { mailAdmins } from './deletion-notice';
import { selectAdmins, selectDeletion, updateDeleting } from './deletion-repository';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import type { DeleteOrganizationInput } from './schema';

/** Each one mails every Admin: whoever deletes and keeps in turn must not be able to fill their mailboxes. */
const deletions: Limit = { name: 'delete-organization', points: 10, windowSeconds: 60 * 60 };

/**
 * Begins to delete an organization: from the commit on its keys are refused and nothing in it can be changed; for 30 days
 * of the database's clock an Admin can keep it (`keepOrganization`), afterwards a job erases it. Asked twice, by one Admin
 * or two, it has happened once: the second gets the end that the first was given.
 * @throws AppError `invalid-input` (field `name`) where the name is not typed to the letter, `reauthentication-required`,
 *   `rate-limited`.
 */
export async function deleteOrganization(
  deps: Deps,
  grant: Grant<'organization.delete'>,
  { name }: DeleteOrganizationInput,
): Promise<{ endsAt: Date }> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'organization.delete');
  const allowance = await deps.limits.consume(deletions, organizationId);
  if (!allowance.allowed) {
    throw new AppError('rate-limited', 'This was asked for many times. Try again later.', {
      retryAfterSeconds: allowance.retryAfterSeconds,
    });
  }
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const { name: by } = await requireCurrentRole(tx, grant);
    const current = await selectDeletion(tx, organizationId);
    if (current === null) throw notFound('organization');
    if (current.endsAt !== null) return { endsAt: current.endsAt };
    if (name !== current.name) {
      throw invalidField('name', `Type “${current.name}” exactly, with its capitals and spaces.`);
    }
    const { requestedAt, endsAt } = await updateDeleting(
      tx,
      organizationId,
      grant.userId,
      deps.clock.now(),
    );
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'organization.deletion-requested',
      target: { kind: 'organization', id: organizationId, label: current.name },
      before: { status: current.status },
      after: { status: 'deleting', endsAt: endsAt.toISOString() },
    });
    await mailAdmins(deps, tx, await selectAdmins(tx, organizationId), {
      change: 'requested',
      organization: current,
      by,
      at: requestedAt,
      until: endsAt,
    });
    return { endsAt };
  });
}
