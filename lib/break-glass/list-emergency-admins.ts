import type { Grant } from '@/lib/authz/authorize';
import { isReady, lacksEmergencyAccess } from '@/lib/orgs/emergency-access';
import {
  selectEmergencyAdmins,
  selectSsoDomainNames,
  type EmergencyAdmin,
} from '@/lib/orgs/emergency-repository';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

export type EmergencyAccess = {
  admins: (EmergencyAdmin & { isReady: boolean })[];
  /** The domains whose addresses sign in by single sign-on alone. */
  domains: string[];
};

/** Who could get in without the identity provider, and what the others lack. */
export async function listEmergencyAdmins(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'sso.update'>,
): Promise<EmergencyAccess> {
  return withOrg(deps.db, organizationId, async (tx) => {
    const admins = await selectEmergencyAdmins(tx);
    const domains = await selectSsoDomainNames(tx, organizationId);
    return { admins: admins.map((admin) => ({ ...admin, isReady: isReady(admin) })), domains };
  });
}

/** Whether single sign-on is required while nobody could get in without it: for the banner that Admins see. */
export async function isEmergencyAccessLacking(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'sso.update'>,
): Promise<boolean> {
  return withOrg(deps.db, organizationId, (tx) => lacksEmergencyAccess(tx, organizationId));
}
