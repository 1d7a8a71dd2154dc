import type { Grant } from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/** A member as they will be: what decides which of their personal keys may work. */
export type MemberRights = { userId: string; role: Role; teamIds: readonly string[] };

export type AffectedKey = {
  id: string;
  name: string;
  hint: string;
  environment: string;
  teamName: string;
};

export type AffectedKeys = { suspended: AffectedKey[]; resumed: AffectedKey[] };

/**
 * What becomes of a member's personal keys when their rights change. Passed in by whoever composes, since keys come
 * after organizations in the order of the domains (`keysOfMember` in lib/api-keys).
 */
export type MemberKeys = {
  /** The keys that `settle` would change. */
  preview(tx: OrgTx, organizationId: string, member: MemberRights): Promise<AffectedKeys>;
  /**
   * Suspends the keys that the member may no longer hold, and wakes those that they may hold again.
   * @param because for the audit log; a new role where nothing is said.
   */
  settle(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    member: MemberRights,
    because?: string,
  ): Promise<AffectedKeys>;
};
