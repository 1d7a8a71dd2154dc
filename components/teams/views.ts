import type { Role } from '@/lib/authz/permissions';
import type { Tag } from '@/lib/orgs/model';

/** A team as the pages here show it. Instants are ISO 8601, since they cross to the browser. */
export type TeamView = {
  id: string;
  name: string;
  isDefault: boolean;
  costCentre: string | null;
  tags: Tag[];
  memberCount: number;
  /** Null for readers who may not see keys. */
  keyCount: number | null;
  createdAt: string;
  archivedAt: string | null;
};

export type TeamMemberView = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  keyCount: number | null;
  addedAt: string;
};

export type TeamKeyView = { id: string; name: string; hint: string; ownerName: string | null };
type AffectedKeyView = { id: string; name: string; hint: string };

/** What archiving a team would do. */
export type ArchiveView = {
  decision: 'archive' | 'default' | 'archived';
  keys: TeamKeyView[];
  move: { toTeamId: string; suspended: AffectedKeyView[]; resumed: AffectedKeyView[] } | null;
  membersToDefault: number;
};

/** What leaving a team would do. */
export type LeavingView = {
  decision: 'leave' | 'not-in-team' | 'only-team';
  suspended: AffectedKeyView[];
};

export type CandidatesView = {
  people: { userId: string; name: string; email: string }[];
  more: boolean;
};
