import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKey, AffectedKeys } from './member-keys';

/** A key of a team that is not revoked, with whose it is. */
export type TeamKey = AffectedKey & {
  status: 'active' | 'disabled' | 'suspended';
  ownerUserId: string;
  /** Null where the owner is no longer a member. */
  ownerName: string | null;
};

type Named = { id: string; name: string };

/** What an act on a team did to the keys of one member. */
export type KeyOutcome = AffectedKeys & { revoked: AffectedKey[]; moved: AffectedKey[] };

/**
 * What becomes of a team's keys when it is archived. Passed in by whoever composes, since keys come after organizations
 * in the order of the domains (`keysOfTeam` in lib/api-keys).
 */
export type TeamKeys = {
  /** Those that are not revoked, which archiving must settle. */
  list(tx: OrgTx, organizationId: string, teamId: string): Promise<TeamKey[]>;
  /** Which of them would stop, or work again, in another team: their owners may hold keys there or not. */
  previewMove(
    tx: OrgTx,
    organizationId: string,
    keys: readonly TeamKey[],
    toTeamId: string,
  ): Promise<AffectedKeys>;
  /** Ends them for good. By owner. */
  revoke(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    keys: readonly TeamKey[],
    from: Named,
  ): Promise<Map<string, KeyOutcome>>;
  /** Moves them, then suspends or wakes what their owners may hold there. By owner. */
  move(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    keys: readonly TeamKey[],
    teams: { from: Named; to: Named },
  ): Promise<Map<string, KeyOutcome>>;
};
