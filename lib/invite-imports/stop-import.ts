import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { recordImportEnd } from './import-events';
import { deletePreview, updateImport } from './repository';
import { countStates, stopReadyRows } from './row-repository';
import { requireLockedImport } from './require-import';
import type { ImportInput } from './schema';

/**
 * Ends an import: what is not written yet is not written. Invitations that are written stand, and can be revoked.
 * @throws AppError `not-found`, `conflict` where it has ended, `forbidden`.
 */
export async function stopInvitationImport(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  { importId }: ImportInput,
): Promise<{ stopped: number }> {
  const { organizationId, actor, request } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const now = deps.clock.now();
    const row = await requireLockedImport(tx, organizationId, importId, now);
    if (row.status !== 'running') {
      throw new AppError('conflict', 'Every line of this list has been dealt with.');
    }
    const stopped = await stopReadyRows(tx, organizationId, importId);
    const end = { status: 'stopped', stopReason: 'cancelled', finishedAt: now } as const;
    await updateImport(tx, organizationId, importId, end);
    await recordImportEnd(deps, tx, organizationId, {
      row,
      by: { actor, request },
      action: 'invitation-import.stopped',
      counts: await countStates(tx, organizationId, importId),
    });
    return { stopped };
  });
}

/**
 * Throws a preview away. It invited nobody, so the log has nothing to tell.
 * @throws AppError `not-found`, also where it was started.
 */
export async function discardInvitationImport(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  { importId }: ImportInput,
): Promise<{ importId: string }> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    await requireCurrentRole(tx, grant);
    if (!(await deletePreview(tx, organizationId, importId))) throw notFound('preview');
    return { importId };
  });
}
