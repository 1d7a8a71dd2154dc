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

/** What an organization demands of whoever enters it. */
export type OrganizationPolicy = {
  /** Since when a second factor is required; null where it is not. */
  mfaRequiredAt: Date | null;
  /** Days without one, from then or from joining, whichever is later. */
  mfaGraceDays: number;
  /** Methods of signing in that open the organization; empty means every one. */
  allowedMethods: string[];
};

export const openPolicy: OrganizationPolicy = {
  mfaRequiredAt: null,
  mfaGraceDays: 0,
  allowedMethods: [],
};

export const maxMfaGraceDays = 90;

/** For how many days an organization can have its audit log kept. Below 90 nobody could look into what happened. */
export const auditRetentions = [
  '90',
  '180',
  '365',
  '730',
  '1095',
  '1825',
  '2555',
  'forever',
] as const;
export type AuditRetention = (typeof auditRetentions)[number];

/** The choice that a number of days is; null is for good. */
export function auditRetentionOf(days: number | null): AuditRetention {
  return auditRetentions.find((choice) => choice === String(days)) ?? 'forever';
}

export const auditRetentionNames: Record<AuditRetention, string> = {
  '90': '90 days',
  '180': '180 days',
  '365': '1 year',
  '730': '2 years',
  '1095': '3 years',
  '1825': '5 years',
  '2555': '7 years',
  forever: 'Forever',
};

/** How many of those whom a policy concerns are named; the others are counted. */
export const maxNamesShown = 5;

/** Members who can sign in to their accounts by the same methods, and the names of the first of them. */
export type MembersByMethods = { methods: string[]; count: number; names: string[] };

/** Whom a choice of methods leaves without a way in: how many, and the first of them by name. */
export function membersShutOut(
  members: readonly MembersByMethods[],
  allowedMethods: readonly string[],
): { count: number; names: string[] } {
  const out = members.filter(({ methods }) => !methods.some((one) => allowedMethods.includes(one)));
  return {
    count: out.reduce((sum, { count }) => sum + count, 0),
    names: out
      .flatMap(({ names }) => names)
      .sort((one, other) => one.localeCompare(other, 'en'))
      .slice(0, maxNamesShown),
  };
}

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
