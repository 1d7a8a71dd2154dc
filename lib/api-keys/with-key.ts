import type { AuditAction } from '@/lib/audit/actions';
import { recordAuditEvent, type AuditState } from '@/lib/audit/record-audit-event';
import { requireTeamInReach, type Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { notFound } from '@/lib/kernel/errors';
import { lockOrganization } from '@/lib/orgs/repository';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectKeyForUpdate, type KeyRow } from './repository';

/**
 * Runs an act on one key: loads and holds it, refuses what is outside the grant's reach, in one transaction.
 * @throws AppError `not-found`, for a key of another organization too; `forbidden` outside the member's own teams.
 */
export async function withKey<T>(
  deps: Deps,
  grant: Grant<Permission>,
  keyId: string,
  act: (tx: OrgTx, key: KeyRow) => Promise<T>,
  /** For acts that also look at the owner's role, which must then stay as it is until they end. */
  { holdRoles = false } = {},
): Promise<T> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    if (holdRoles) await lockOrganization(tx, organizationId);
    const key = await selectKeyForUpdate(tx, organizationId, keyId);
    if (key === null) throw notFound('key');
    requireTeamInReach(grant, key.teamId);
    return act(tx, key);
  });
}

/** The audit event of an act on a key. */
export async function recordKeyEvent(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  action: AuditAction,
  key: { id: string; name: string },
  states: { before?: AuditState; after?: AuditState } = {},
): Promise<void> {
  await recordAuditEvent(deps, tx, {
    organizationId: grant.organizationId,
    actor: grant.actor,
    request: grant.request,
    action,
    target: { kind: 'api-key', id: key.id, label: key.name },
    ...states,
  });
}
