import type { Actor } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { recordAuditEvent } from './record-audit-event';
import {
  expireEvents,
  selectOrganizationsWithRetention,
  type OrganizationRetention,
} from './retention-repository';

/** Few enough that a transaction is short, also where years go at once. */
const eventsAtOnce = 10_000;

const actor: Actor = { kind: 'system', id: null, label: 'Gatehouse', sessionMethod: null };

/**
 * Deletes what organizations no longer want kept: in pieces, each with an event that says how many went. How long that
 * is, the database reads from the organization's policy itself; nobody who serves can delete an event in another way.
 * @returns how many events were deleted.
 * @throws AggregateError after all, with what failed of single organizations.
 */
export async function expireAuditEvents(deps: Pick<Deps, 'db' | 'clock' | 'ids'>): Promise<number> {
  const organizations = await asSystem(deps.db, 'prune', selectOrganizationsWithRetention);
  let total = 0;
  const failures: unknown[] = [];
  for (const organization of organizations) {
    try {
      total += await expireOf(deps, organization);
    } catch (error) {
      // The others have their night all the same.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'audit events were left undeleted');
  return total;
}

async function expireOf(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  { organizationId, retentionDays }: OrganizationRetention,
): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await asSystem(deps.db, 'prune', async (tx) => {
      const count = await expireEvents(tx, organizationId, eventsAtOnce);
      if (count === 0) return 0;
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor,
        request: noRequest(deps),
        action: 'audit-log.expired',
        target: { kind: 'audit-log', id: null, label: 'Audit log' },
        after: { events: count, olderThanDays: retentionDays },
      });
      return count;
    });
    total += deleted;
    if (deleted < eventsAtOnce) return total;
  }
}

/** Nobody asked for it. */
function noRequest(deps: Pick<Deps, 'ids'>): RequestContext {
  return { ip: null, userAgent: null, requestId: deps.ids.next().replaceAll('-', '') };
}
