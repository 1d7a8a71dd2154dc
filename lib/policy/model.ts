import { maxNamesShown } from '@/lib/orgs/model';
import type { EntryPolicy } from '@/lib/sessions/model';

/** What an organization demands of whoever enters it. */
export type OrganizationPolicy = Omit<EntryPolicy, 'consoleIpRanges'> & {
  /** From where it is entered; none: from anywhere. */
  consoleIpRanges: IpRange[];
  /** From where its keys may be used; none: from anywhere. */
  keyIpRanges: IpRange[];
  /** For so many days from its creation a key may work; null: for as long as was chosen. */
  maxKeyDays: number | null;
};

/** A CIDR range in canonical form, and what it is called; an empty label where it is called nothing. */
export type IpRange = { range: string; label: string };

/** The part that is asked at each request. */
export function entryPolicyOf({
  keyIpRanges: _ofKeys,
  maxKeyDays: _alsoOfKeys,
  consoleIpRanges,
  ...policy
}: OrganizationPolicy): EntryPolicy {
  return { ...policy, consoleIpRanges: consoleIpRanges.map(({ range }) => range) };
}

export const openPolicy: OrganizationPolicy = {
  mfaRequiredAt: null,
  mfaGraceDays: 0,
  allowedMethods: [],
  sessionAbsoluteMinutes: null,
  sessionIdleMinutes: null,
  consoleIpRanges: [],
  keyIpRanges: [],
  maxKeyDays: null,
};

export const maxRangesPerList = 50;
export const maxRangeLabelLength = 60;
export const maxKeyDaysLimit = 3650;

/** `203.0.113.0/24 Head office`: how a range stands on a line of a form and in the audit log. */
export function rangeText({ range, label }: IpRange): string {
  return label === '' ? range : `${range} ${label}`;
}

const hour = 60;
const day = 24 * hour;

/** Minutes after which an organization can have sessions end. Longer than the product's own 30 days none lives. */
export const absoluteTimeouts = [
  hour,
  4 * hour,
  8 * hour,
  12 * hour,
  day,
  3 * day,
  7 * day,
  14 * day,
];
/** The same for sessions that are not used, which the product ends after 7 days. */
export const idleTimeouts = [15, 30, hour, 2 * hour, 4 * hour, 8 * hour, day, 3 * day];

/** "15 minutes", "8 hours", "3 days". */
export function minutesInWords(minutes: number): string {
  const [count, unit] =
    minutes % day === 0
      ? [minutes / day, 'day']
      : minutes % hour === 0
        ? [minutes / hour, 'hour']
        : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export type PolicyEffectKind =
  | 'enrol'
  | 'no-way-in'
  | 'method-refused'
  | 'sign-in-again'
  | 'address-refused'
  | 'keys-ended'
  | 'keys-shortened'
  | 'keys-refused';

/** Whom or which keys a policy would hit that the one before does not: how many, and the first of them by name. */
export type PolicyEffect = { kind: PolicyEffectKind; count: number; names: string[] };

/** So many days of sign-ins are looked back on. */
export const signInsLookedAtDays = 30;

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
