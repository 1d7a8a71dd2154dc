import * as z from 'zod';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { readArguments } from './command';
import {
  lockOrganizationBySlug,
  updateOrganizationStatus,
  updateStatusBeforeDeletion,
} from './repository';

type StatusChange = {
  from: 'active' | 'suspended';
  to: 'active' | 'suspended';
  action: 'organization.suspended' | 'organization.resumed';
};

export type ChangedStatus = {
  name: string;
  changed: boolean;
  /** Then the status is what it goes back to, should an Admin keep it. */
  isBeingDeleted: boolean;
};

/**
 * Suspends or resumes. The data plane hears of it at commit, through a trigger; saying it twice changes nothing. Nobody
 * escapes a suspension by deleting the organization and keeping it afterwards.
 * @throws AppError `not-found`
 */
export async function changeStatus(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: OperatorGrant,
  slug: string,
  { from, to, action }: StatusChange,
): Promise<ChangedStatus> {
  return asSystem(deps.db, 'operator', async (tx) => {
    const { id, name, status } = await lockOrganizationBySlug(tx, slug);
    const isBeingDeleted = status === 'deleting';
    const update = isBeingDeleted ? updateStatusBeforeDeletion : updateOrganizationStatus;
    const changed = await update(tx, id, { from, to }, deps.clock.now());
    if (!changed) return { name, changed, isBeingDeleted };
    await recordAuditEvent(deps, tx, {
      organizationId: id,
      actor: grant.actor,
      request: grant.request,
      action,
      target: { kind: 'organization', id, label: name },
      before: { status: from },
      after: { status: to },
    });
    return { name, changed, isBeingDeleted };
  });
}

const schema = z.object({ slug: z.string('Name the organization by its slug.') });

export const readSlug = (args: string[]) => readArguments(args, {}, schema, 'slug').slug;
