import type { Grant } from '@/lib/authz/authorize';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { countMembersAndInvitations, selectKeysInUse, type UsedKey } from './deletion-repository';
import { maxNamesShown, recentUseDays } from './model';

export type DeletionPreview = {
  members: number;
  /** Those that can still be accepted. */
  invitations: number;
  /** Keys that work now, how many of them were called lately, and the latest of those. */
  keys: { live: number; used: number; latest: UsedKey[] };
};

/** What deleting the organization would stop: told before anybody decides it. */
export async function previewDeletion(
  deps: Pick<Deps, 'db' | 'clock'>,
  { organizationId }: Grant<'organization.delete'>,
): Promise<DeletionPreview> {
  const now = deps.clock.now();
  const usedSince = addSeconds(now, -recentUseDays * 24 * 60 * 60);
  return withOrg(deps.db, organizationId, async (tx) => ({
    ...(await countMembersAndInvitations(tx, organizationId, now)),
    keys: await selectKeysInUse(tx, organizationId, { now, usedSince, limit: maxNamesShown }),
  }));
}
