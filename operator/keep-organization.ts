import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { mailAdmins } from '@/lib/orgs/deletion-notice';
import { selectAdmins } from '@/lib/orgs/deletion-repository';
import type { OrganizationStatus } from '@/lib/orgs/model';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { readSlug } from './change-status';
import type { Command } from './command';
import { lockOrganizationBySlug, updateKept } from './repository';

export type KeptOrganization = {
  name: string;
  slug: string;
  status: OrganizationStatus;
  changed: boolean;
};

/**
 * Takes the deletion of an organization back, for Admins who cannot sign in any more. It is what it was before; saying it
 * twice changes nothing.
 * @throws AppError `not-found`; `conflict` where its time is over.
 */
export async function keepOrganizationAsOperator(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'vault' | 'config'>,
  grant: OperatorGrant,
  slug: string,
): Promise<KeptOrganization> {
  return asSystem(deps.db, 'operator', async (tx) => {
    const { id, name, status } = await lockOrganizationBySlug(tx, slug);
    if (status !== 'deleting') return { name, slug, status, changed: false };
    const now = deps.clock.now();
    const kept = await updateKept(tx, id, now);
    if (kept === null) {
      throw new AppError('conflict', `The 30 days of ${name} are over: it can no longer be kept.`);
    }
    await recordAuditEvent(deps, tx, {
      organizationId: id,
      actor: grant.actor,
      request: grant.request,
      action: 'organization.kept',
      target: { kind: 'organization', id, label: name },
      before: { status },
      after: { status: kept },
    });
    await mailAdmins(deps, tx, await selectAdmins(tx, id), {
      change: 'kept',
      organization: { name, slug },
      by: 'The operator of this installation',
      at: now,
      until: null,
    });
    return { name, slug, status: kept, changed: true };
  });
}

export const keepOrganizationCommand: Command = {
  usage: 'SLUG',
  summary: 'take the deletion of an organization back',
  async run(args, { print, withOperator }) {
    const slug = readSlug(args);
    const { name, status, changed } = await withOperator(({ deps, grant }) =>
      keepOrganizationAsOperator(deps, grant, slug),
    );
    print(changed ? `${name} is kept, and is ${status}.` : `${name} is not being deleted.`);
  },
};
