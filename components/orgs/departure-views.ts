import type { Role } from '@/lib/authz/permissions';
import type { ActionState } from '@/lib/kernel/action-state';
import type { DepartingFate, HeirDuty } from '@/lib/orgs/model';
import type { Option } from '../ui/select';

/** Whether an Admin removes somebody, or a member leaves. */
export type Manner = 'remove' | 'leave';

export type DepartingKeyView = {
  id: string;
  name: string;
  hint: string;
  environment: string;
  teamId: string;
  teamName: string;
  state: 'active' | 'disabled' | 'suspended' | 'expired';
  lastUsedAt: Date | null;
};

/** What hangs on a membership that is about to end. */
export type DepartureView = {
  userId: string;
  name: string;
  decision: 'go' | 'last-admin';
  seen: string;
  keys: DepartingKeyView[];
  /** The first of them. */
  invitations: { id: string; email: string; role: Role }[];
  invitationCount: number;
  /** Null for who leaves, and stays signed in. */
  sessions: { count: number; lastSeenAt: Date | null } | null;
};

export type HeirsView = {
  people: { userId: string; name: string; email: string; role: Role }[];
  more: boolean;
};

export type HeirQuery = { duty: HeirDuty; teamIds: readonly string[]; search: string };

/** What was chosen for one key. */
export type KeyChoice = { fate: DepartingFate; heir: Option | null };

/** An act on a membership, bound to the organization by the page. */
type MembershipAction<T = unknown> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;

export type RemoveActions = {
  previewRemove: MembershipAction<DepartureView>;
  remove: MembershipAction;
  findHeirs: MembershipAction<HeirsView>;
};
export type LeaveActions = {
  previewLeave: MembershipAction<DepartureView>;
  leave: MembershipAction;
  findOwnHeirs: MembershipAction<HeirsView>;
};

/** The same for either, as the dialog calls them. Each must stay the same function while the dialog is open. */
export type DepartureActs = {
  preview: () => Promise<ActionState<DepartureView>>;
  find: (query: HeirQuery) => Promise<ActionState<HeirsView>>;
  depart: (choice: object) => Promise<ActionState>;
};
