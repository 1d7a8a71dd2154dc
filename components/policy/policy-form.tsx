'use client';

import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { maxMfaGraceDays, type MembersByMethods } from '@/lib/policy/model';
import { useStepUp } from '../sign-in/step-up';
import { Banner } from '../ui/banner';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { TextLink } from '../ui/text-link';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { firstNames } from '../orgs/first-names';
import { MethodsField } from './methods-field';
import type { PolicyView } from './policy-facts';

type Props = {
  policy: PolicyView;
  /** Members without a second factor, and the names of the first of them. */
  lacking: { count: number; members: number; names: string[] };
  membersByMethods: readonly MembersByMethods[];
  updatePolicy: (previous: ActionState<null>, input: unknown) => Promise<ActionState<null>>;
};

export function PolicyForm({ policy, lacking, membersByMethods, updatePolicy }: Props) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('policy.change');
  const [required, setRequired] = useState(policy.mfaRequired);
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await guard(() => updatePolicy(previous, data));
    if (answer.status === 'ok') show({ tone: 'success', title: 'Security policy saved' });
    return answer;
  });
  const errors = state.status === 'error' ? state.fieldErrors : {};
  const mfaError = errors['mfaRequired']?.[0];
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-140">
        <Checkbox
          name="mfaRequired"
          defaultChecked={policy.mfaRequired}
          onCheckedChange={setRequired}
          label="Require two-factor authentication"
          hint="Members without it get time to set it up; afterwards they see nothing of the organization until they do."
        />
        {mfaError && (
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
        <MethodsField
          allowedMethods={policy.allowedMethods}
          membersByMethods={membersByMethods}
          error={errors['allowedMethods']?.[0]}
        />
        <SubmitButton>Save policy</SubmitButton>
      </Form>
      {dialog}
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
