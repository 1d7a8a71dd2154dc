import { maxNamesShown } from '@/lib/orgs/model';

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
