import { auditRetentionNames, type AuditRetention } from '@/lib/policy/model';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import { DescriptionList } from '../ui/description-list';

export type PolicyView = { mfaRequired: boolean; mfaGraceDays: number; allowedMethods: string[] };

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
        { term: 'Audit log kept', value: auditRetentionNames[auditRetention] },
      ]}
    />
  );
}

function graceInWords(days: number): string {
  if (days === 0) return 'at once';
  return `with ${days} ${days === 1 ? 'day' : 'days'} of grace`;
}
