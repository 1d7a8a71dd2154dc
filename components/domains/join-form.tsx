'use client';

import { useState } from 'react';
import { roleDescriptions, roleNames } from '@/lib/authz/permissions';
import { joinRoles } from '@/lib/domains/model';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { RadioCards } from '../ui/radio-cards';
import { Select } from '../ui/select';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { DomainAction } from './domain-actions';
import type { DomainView } from './views';

/** Who may join by an address on a verified domain, and as what. */
export function JoinForm({
  domain: { id, domain, joinMode, joinRole },
  updateJoinMode,
}: {
  domain: DomainView;
  updateJoinMode: DomainAction<null>;
}) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('domain.change');
  const [chosen, setChosen] = useState<string>(joinMode);
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await guard(() => updateJoinMode(previous, data));
    if (answer.status === 'ok') show({ title: `Joining by ${domain} saved` });
    return answer;
  });
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-140">
        <input type="hidden" name="domainId" value={id} />
        <RadioCards
          label={`Joining by an address at ${domain}`}
          name="joinMode"
          value={chosen}
          onValueChange={setChosen}
          options={[
            {
              value: 'none',
              label: 'By invitation alone',
              description: 'The domain is verified, and lets nobody in.',
            },
            {
              value: 'offer',
              label: 'Offer to join',
              description:
                'Whoever has proved an address on it sees the organization’s name and can join by themselves. Not whom an Admin removed.',
            },
            {
              value: 'provision',
              label: 'Single sign-on makes them members',
              description:
                'Whoever signs in by your identity provider with an address on it is a member from then on, with the role that the connection gives. Not whom an Admin removed.',
            },
          ]}
        />
        {chosen === 'offer' ? (
          <Field label="Role of whoever joins" name="joinRole">
            <Select
              defaultValue={joinRole}
              options={joinRoles.map((role) => ({
                value: role,
                label: roleNames[role],
                description: roleDescriptions[role],
              }))}
            />
          </Field>
        ) : (
          <input type="hidden" name="joinRole" value={joinRole} />
        )}
        <SubmitButton variant="secondary">Save</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
