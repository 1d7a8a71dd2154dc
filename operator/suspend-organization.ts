import type { OperatorGrant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeStatus, readSlug, type ChangedStatus } from './change-status';
import type { Command } from './command';

/** Stops an organization: its keys are refused within a second, its people still sign in and see why. */
export async function suspendOrganization(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: OperatorGrant,
  slug: string,
): Promise<ChangedStatus> {
  const change = { from: 'active', to: 'suspended', action: 'organization.suspended' } as const;
  return changeStatus(deps, grant, slug, change);
}

export const suspendOrganizationCommand: Command = {
  usage: 'SLUG',
  summary: "refuse an organization's keys",
  async run(args, { print, withOperator }) {
    const slug = readSlug(args);
    const { name, changed, isBeingDeleted } = await withOperator(({ deps, grant }) =>
      suspendOrganization(deps, grant, slug),
    );
    if (isBeingDeleted) print(`${name} is being deleted. Kept, it is what this command says.`);
    print(changed ? `${name} is suspended.` : `${name} was suspended already.`);
  },
};
