import {
  auditRetentionNames,
  minutesInWords,
  rangeText,
  type AuditRetention,
  type IpRange,
  type OrganizationPolicy,
} from '@/lib/policy/model';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import { DescriptionList } from '../ui/description-list';

export type PolicyView = Omit<OrganizationPolicy, 'mfaRequiredAt'> & { mfaRequired: boolean };

/** The policy, for who may see and not change it. */
export function PolicyFacts({
  policy,
  auditRetention,
}: {
  policy: PolicyView;
  auditRetention: AuditRetention;
}) {
  const { mfaRequired, mfaGraceDays, allowedMethods } = policy;
  const names = signInMethods
    .filter((method) => allowedMethods.includes(method))
    .map((method) => signInMethodNames[method]);
  return (
    <DescriptionList
      items={[
        {
          term: 'Two-factor authentication',
          value: mfaRequired ? `Required, ${graceInWords(mfaGraceDays)}` : 'Up to each member',
        },
        { term: 'Methods of signing in', value: names.length === 0 ? 'Any' : names.join(', ') },
        {
          term: 'Signing in again',
          value: timeouts(policy),
        },
        { term: 'Console opens from', value: <Ranges ranges={policy.consoleIpRanges} /> },
        { term: 'Keys work from', value: <Ranges ranges={policy.keyIpRanges} /> },
        {
          term: 'Longest life of a key',
          value: policy.maxKeyDays === null ? 'As chosen for each' : `${policy.maxKeyDays} days`,
        },
        { term: 'Audit log kept', value: auditRetentionNames[auditRetention] },
      ]}
    />
  );
}

function graceInWords(days: number): string {
  if (days === 0) return 'at once';
  return `with ${days} ${days === 1 ? 'day' : 'days'} of grace`;
}

function timeouts({ sessionAbsoluteMinutes, sessionIdleMinutes }: PolicyView): string {
  const parts = [
    ...(sessionAbsoluteMinutes === null
      ? []
      : [`${minutesInWords(sessionAbsoluteMinutes)} after it`]),
    ...(sessionIdleMinutes === null ? [] : [`${minutesInWords(sessionIdleMinutes)} without use`]),
  ];
  return parts.length === 0 ? 'After 30 days, or 7 without use' : `After ${parts.join(', or ')}`;
}

function Ranges({ ranges }: { ranges: readonly IpRange[] }) {
  if (ranges.length === 0) return 'Anywhere';
  return (
    <ul>
      {ranges.map((range) => (
        <li key={range.range} className="wrap-anywhere">
          {rangeText(range)}
        </li>
      ))}
    </ul>
  );
}
