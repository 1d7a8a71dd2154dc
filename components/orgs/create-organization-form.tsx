'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { RadioCards, type RadioCard } from '../ui/radio-cards';

type CreateOrganization = (
  previous: ActionState<never>,
  data: FormData,
) => Promise<ActionState<never>>;

/** What it is for, and its name. The action leads to the new organization itself. */
export function CreateOrganizationForm({
  useCases,
  createOrganization,
}: {
  useCases: readonly RadioCard[];
  createOrganization: CreateOrganization;
}) {
  const [state, action, pending] = useActionState(createOrganization, idle);
  return (
    <Form
      state={state}
      pending={pending}
      action={(data) => {
        data.set('timeZone', new Intl.DateTimeFormat().resolvedOptions().timeZone);
        action(data);
      }}
      className="space-y-6"
    >
      <RadioCards
        label="What do you want to build first?"
        hint="This orders your overview and restricts nothing. You can change it at any time."
        name="useCase"
        columns={2}
        options={useCases}
      />
      <Field
        label="Organization name"
        name="name"
        hint="Your company, team or project. You become its Admin and can invite others later."
        required
      >
        <Input autoComplete="organization" maxLength={80} large />
      </Field>
      <SubmitButton size="lg" className="w-full">
        Continue
      </SubmitButton>
    </Form>
  );
}
