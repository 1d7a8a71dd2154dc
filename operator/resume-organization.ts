import type { OperatorGrant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import { changeStatus, readSlug, type ChangedStatus } from './change-status';
import type { Command } from './command';

/** Lets a suspended organization go on: its keys work again within a second. */
export async function resumeOrganization(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  grant: OperatorGrant,
  slug: string,
): Promise<ChangedStatus> {
  const change = { from: 'suspended', to: 'active', action: 'organization.resumed' } as const;
  return changeStatus(deps, grant, slug, change);
}

export const resumeOrganizationCommand: Command = {
  usage: 'SLUG',
  summary: 'let a suspended organization go on',
  async run(args, { print, withOperator }) {
    const slug = readSlug(args);
    const { name, changed, isBeingDeleted } = await withOperator(({ deps, grant }) =>
      resumeOrganization(deps, grant, slug),
    );
    if (isBeingDeleted) print(`${name} is being deleted. Kept, it is what this command says.`);
    print(changed ? `${name} is active again.` : `${name} was active already.`);
  },
};
