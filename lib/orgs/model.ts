import type { Role } from '@/lib/authz/permissions';

/** What an organization is here for. Orders the overview, restricts nothing. */
export const useCases = [
  'text-generation',
  'video-creation',
  'chat-integration',
  'api-access',
] as const;
export type UseCase = (typeof useCases)[number];

export const useCaseNames: Record<UseCase, string> = {
  'text-generation': 'Text generation',
  'video-creation': 'Video creation',
  'chat-integration': 'Chat integration',
  'api-access': 'API access',
};

export type OrganizationStatus = 'active' | 'suspended' | 'deleting';

/** For so many days an organization that is being deleted can be kept; the database counts them. */
export const deletionDays = 30;

/** A key that was called in so many days is in use, as far as the warning before a deletion goes. */
export const recentUseDays = 7;

/** What the team is first called that every organization starts with, and that new members join unless another is named. */
export const defaultTeamName = 'Default';

/** Live teams: keeps their list short enough to choose from. */
export const maxTeams = 200;

/** A free word on a team: what it means is the customer's business. */
export type Tag = { key: string; value: string };

export const maxTags = 20;
export const maxTagKeyLength = 40;
export const maxTagValueLength = 120;
export const maxCostCentreLength = 60;
export const maxTeamNameLength = 60;

/** `env=production`: how tags read in a line of the audit log and in a CSV. */
export function tagText({ key, value }: Tag): string {
  return `${key}=${value}`;
}

/** What becomes of the keys of a team that is archived. */
export const archivedKeyChoices = ['move', 'revoke'] as const;
export type ArchivedKeyChoice = (typeof archivedKeyChoices)[number];

/** Whether a member may leave a team: everybody stays in at least one that is live. */
export function decideLeaving(
  teamId: string,
  liveTeamIds: readonly string[],
): 'leave' | 'not-in-team' | 'only-team' {
  if (!liveTeamIds.includes(teamId)) return 'not-in-team';
  return liveTeamIds.length === 1 ? 'only-team' : 'leave';
}

export const maxSlugLength = 48;

/** Addresses under /orgs that are no organization. */
const reservedSlugs = new Set(['new', 'create', 'settings']);

export function isReservedSlug(slug: string): boolean {
  return reservedSlugs.has(slug);
}

/** What a change of role does, decided under the lock of the organization. */
export function decideRoleChange(
  from: Role,
  to: Role,
  adminCount: number,
): 'change' | 'unchanged' | 'last-admin' {
  if (from === to) return 'unchanged';
  return from === 'admin' && adminCount <= 1 ? 'last-admin' : 'change';
}

/** What becomes of what a member leaves behind. */
export const departingFates = ['hand-over', 'revoke'] as const;
export type DepartingFate = (typeof departingFates)[number];

/** What somebody can be chosen to take over from a member who goes. */
export const heirDuties = ['keys', 'invitations'] as const;
export type HeirDuty = (typeof heirDuties)[number];

/** Whether a member may go, by themselves or by an Admin, decided under the lock of the organization. */
export function decideDeparture(role: Role, adminCount: number): 'go' | 'last-admin' {
  return role === 'admin' && adminCount <= 1 ? 'last-admin' : 'go';
}

/** Where somebody in the directory stands. */
export type MemberStatus = 'active';
export const memberStatusNames: Record<MemberStatus, string> = { active: 'Active' };

/** How many of those whom something concerns are named; the others are counted. */
export const maxNamesShown = 5;

export type ChecklistStep = 'create-key' | 'install-sdk' | 'first-call';
export type Checklist = { steps: { step: ChecklistStep; done: boolean }[]; complete: boolean };

/** The three steps of "Get started". A call that succeeded proves that something was installed. */
export function checklistOf(state: {
  hasKey: boolean;
  sdkInstalledAt: Date | null;
  firstCallAt: Date | null;
}): Checklist {
  const called = state.firstCallAt !== null;
  const steps: Checklist['steps'] = [
    { step: 'create-key', done: state.hasKey },
    { step: 'install-sdk', done: called || state.sdkInstalledAt !== null },
    { step: 'first-call', done: called },
  ];
  return { steps, complete: steps.every(({ done }) => done) };
}

/**
 * The organization that a person was in last; of several that were never opened, the first. One that is being deleted
 * only where there is no other.
 */
export function lastOpened<T extends { lastActiveAt: Date | null; status: OrganizationStatus }>(
  organizations: readonly T[],
): T | undefined {
  const openedAt = ({ lastActiveAt }: T) => lastActiveAt?.getTime() ?? 0;
  const kept = organizations.filter(({ status }) => status !== 'deleting');
  return (kept.length > 0 ? kept : organizations).reduce<T | undefined>(
    (last, next) => (last !== undefined && openedAt(last) >= openedAt(next) ? last : next),
    undefined,
  );
}
