import type { Grant } from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKey, MemberRights } from './member-keys';
import type { MemberRow } from './member-repository';

/** A key of somebody who goes, not revoked. */
export type DepartingKey = AffectedKey & {
  teamId: string;
  status: 'active' | 'disabled' | 'suspended';
  state: 'active' | 'disabled' | 'suspended' | 'expired';
  lastUsedAt: Date | null;
};

/** What becomes of one key: its next owner, or null where it ends. */
export type KeyFate = { key: DepartingKey; to: MemberRow | null };

/** An invitation that was neither accepted nor revoked. */
export type SentInvitation = { id: string; email: string; role: Role; expiresAt: Date };

/**
 * The keys of somebody who leaves the organization. Passed in by whoever composes, since keys come after organizations in
 * the order of the domains (`keysOfDeparting` in lib/api-keys).
 */
export type DepartingKeys = {
  /** Those that are not revoked, held until the transaction ends. */
  list(tx: OrgTx, organizationId: string, userId: string, now: Date): Promise<DepartingKey[]>;
  /** Whether a member may hold keys in a team. */
  mayHold(member: Pick<MemberRights, 'role' | 'teamIds'>, teamId: string): boolean;
  /**
   * Revokes each key or gives it to its next owner, with its event.
   * @param decider who chose: a suspended key works again only where they may hold it themselves.
   */
  settle(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    fates: readonly KeyFate[],
    whose: { from: MemberRow; decider: MemberRow; because: string },
  ): Promise<void>;
};

/**
 * The invitations that a member sent and that wait. Passed in by whoever composes, since invitations come after
 * organizations in the order of the domains (`invitationsOfInviter` in lib/invites).
 */
export type SentInvitations = {
  /** All of them, held until the transaction ends. */
  list(tx: OrgTx, organizationId: string, userId: string): Promise<SentInvitation[]>;
  /** Those that the member could not send in this role. */
  beyond(
    tx: OrgTx,
    organizationId: string,
    member: { userId: string; role: Role },
  ): Promise<SentInvitation[]>;
  /** Those that wait for an address, whoever sent them. */
  listTo(tx: OrgTx, organizationId: string, email: string): Promise<SentInvitation[]>;
  /** Ends them: their links open nothing any more. Each with its event. */
  revoke(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    invitations: readonly SentInvitation[],
    because: string,
  ): Promise<void>;
  /** Puts another member in the inviter's place; the links stay as they are. Each with its event. */
  handOver(
    deps: Deps,
    tx: OrgTx,
    grant: Grant<Permission>,
    invitations: readonly SentInvitation[],
    between: { from: MemberRow; to: MemberRow; because: string },
  ): Promise<void>;
  /** Whether a member may answer for invitations to these roles. */
  mayAnswerFor(member: Pick<MemberRow, 'role'>, invitations: readonly SentInvitation[]): boolean;
};

export type DepartureParts = { keys: DepartingKeys; invitations: SentInvitations };
