import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { importLabel } from './import-events';
import { resultSeconds } from './model';
import { updateImport } from './repository';
import { countStates, hasReadyAdmins } from './row-repository';
import { requireImport, requireLockedImport } from './require-import';
import { importJobKey, runTask } from './run-import';
import type { ImportInput } from './schema';

/**
 * Hands a preview over to the worker, which writes the invitations. Twice is as once: the second finds it under way.
 * @throws AppError `not-found`, `conflict` where nobody is left to invite, `forbidden`, `reauthentication-required` where
 *   Admins are among them.
 */
export async function startInvitationImport(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  { importId }: ImportInput,
): Promise<{ importId: string }> {
  const { organizationId, userId, actor, request } = grant;
  const makesAdmins = await withOrg(deps.db, organizationId, async (tx) => {
    await requireImport(tx, organizationId, importId, deps.clock.now());
    return hasReadyAdmins(tx, organizationId, importId);
  });
  if (makesAdmins) await requireFreshProofFirst(deps, grant, 'member.make-admin');
  return withOrg(deps.db, organizationId, async (tx) => {
    const now = deps.clock.now();
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const found = await requireLockedImport(tx, organizationId, importId, now);
    if (found.status !== 'preview') return { importId };
    const organization = await selectOrganization(tx, organizationId);
    if (organization?.status !== 'active') throw conflict('The organization is not active.');
    const { ready = 0 } = await countStates(tx, organizationId, importId);
    if (ready === 0) throw conflict('Nobody in this list is to be invited.');
    await updateImport(tx, organizationId, importId, {
      status: 'running',
      startedById: userId,
      startedBy: { label: actor.label, sessionMethod: actor.sessionMethod, ...request },
      startedAt: now,
      expiresAt: addSeconds(now, resultSeconds),
    });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor,
      request,
      action: 'invitation-import.started',
      target: { kind: 'invitation-import', id: importId, label: importLabel(found) },
      after: { lines: found.rowCount, toInvite: ready },
    });
    const job = { organizationId, importId };
    await enqueueJob(tx, runTask, job, { jobKey: importJobKey(job) });
    return { importId };
  });
}

const conflict = (message: string) => new AppError('conflict', message);
