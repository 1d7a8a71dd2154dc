'use client';

import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { auditRetentionNames, auditRetentions, type AuditRetention } from '@/lib/policy/model';
import { useStepUp } from '../sign-in/step-up';
import { Banner } from '../ui/banner';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Select } from '../ui/select';
import { TextLink } from '../ui/text-link';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';

type Props = {
  retention: AuditRetention;
  auditLogHref: string;
  updateRetention: (previous: ActionState<null>, input: unknown) => Promise<ActionState<null>>;
};

/** For how long the audit log is kept. */
export function RetentionForm({ retention, auditLogHref, updateRetention }: Props) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('policy.change');
  const [chosen, setChosen] = useState(retention);
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await guard(() => updateRetention(previous, data));
    if (answer.status === 'ok') show({ tone: 'success', title: 'Retention saved' });
    return answer;
  });
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-140">
        <Field
          label="Keep events for"
          name="retentionDays"
          hint="Each night, events that are older are deleted. Nothing else deletes one."
        >
          <Select
            value={chosen}
            options={auditRetentions.map((value) => ({ value, label: auditRetentionNames[value] }))}
            onValueChange={(value) => setChosen(value as AuditRetention)}
            className="w-full sm:w-48"
          />
        </Field>
        {isShorter(chosen, retention) && (
          <Banner tone="warning" title="Older events go tonight, for good">
            <TextLink href={auditLogHref}>Export the audit log</TextLink> first, if somebody may ask
            for them later.
          </Banner>
        )}
        <SubmitButton>Save retention</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}

function isShorter(chosen: AuditRetention, before: AuditRetention): boolean {
  return auditRetentions.indexOf(chosen) < auditRetentions.indexOf(before);
}
