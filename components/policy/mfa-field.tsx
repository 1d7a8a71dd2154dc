'use client';

import { useState } from 'react';
import { maxMfaGraceDays } from '@/lib/policy/model';
import { firstNames } from '../orgs/first-names';
import { Banner } from '../ui/banner';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { TextLink } from '../ui/text-link';
import type { PolicyView } from './policy-facts';

type Props = {
  policy: PolicyView;
  /** Members without a second factor, and the names of the first of them. */
  lacking: { count: number; members: number; names: string[] };
  /** Whether the demand was refused: who saves it must have what they demand. */
  isRefused: boolean;
};

/** Whether a second factor is required, from when on, and whom that concerns. */
export function MfaField({ policy, lacking, isRefused }: Props) {
  const [required, setRequired] = useState(policy.mfaRequired);
  return (
    <>
      <Checkbox
        name="mfaRequired"
        defaultChecked={policy.mfaRequired}
        onCheckedChange={setRequired}
        label="Require two-factor authentication"
        hint="Members without it get time to set it up; afterwards they see nothing of the organization until they do. Whoever comes by single sign-on proves it there."
      />
      {isRefused && (
        <p className="text-sm">
          <TextLink href="/account/security">Open your security settings</TextLink>
        </p>
      )}
      {required && (
        <>
          <Field
            label="Days of grace"
            name="mfaGraceDays"
            hint="How long members can still enter without it, from the day you demand it or the day they join. A banner reminds them."
          >
            <Input
              type="number"
              inputMode="numeric"
              min={0}
              max={maxMfaGraceDays}
              defaultValue={policy.mfaRequired ? policy.mfaGraceDays : 7}
              className="max-w-24 tabular-nums"
            />
          </Field>
          <Lacking {...lacking} />
        </>
      )}
    </>
  );
}

function Lacking({ count, members, names }: Props['lacking']) {
  if (count === 0) {
    return <Banner tone="success">All {members} members have it set up.</Banner>;
  }
  return (
    <Banner
      tone="warning"
      title={`${count} of ${members} ${members === 1 ? 'member' : 'members'} without it`}
    >
      {firstNames(names, count)}. When their days of grace end, they are asked to set it up.
    </Banner>
  );
}
