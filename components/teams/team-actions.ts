import type { ActionState } from '@/lib/kernel/action-state';
import type { ArchiveView, CandidatesView, LeavingView } from './views';

/** An act on teams, bound to the organization by the page. */
export type TeamAction<T = unknown> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;

export type ArchiveActions = { archive: TeamAction; preview: TeamAction<ArchiveView> };
export type AddMembersActions = { add: TeamAction; find: TeamAction<CandidatesView> };
export type RemoveMemberActions = { remove: TeamAction; preview: TeamAction<LeavingView> };
