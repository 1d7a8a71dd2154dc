'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Select, type Option } from '../ui/select';
import { useToast } from '../ui/toast';

type Profile = { name: string; timeZone: string };
type Update = (previous: ActionState<Profile>, data: FormData) => Promise<ActionState<Profile>>;

export function ProfileForm({
  update,
  profile,
  timeZones,
}: {
  update: Update;
  profile: Profile;
  timeZones: readonly Option[];
}) {
  const { show } = useToast();
  const [state, action, pending] = useActionState(
    async (previous: ActionState<Profile>, data: FormData) => {
      const answer = await update(previous, data);
      if (answer.status === 'ok') show({ tone: 'success', title: 'Profile saved' });
      return answer;
    },
    idle,
  );
  return (
    <Form state={state} pending={pending} action={action} className="max-w-140 space-y-5">
      <Field
        label="Display name"
        name="name"
        hint="How members of your organizations see you."
        required
      >
        <Input autoComplete="name" maxLength={80} defaultValue={profile.name} />
      </Field>
      <Field label="Time zone" name="timeZone" hint="All times in the console follow it." required>
        <Select options={timeZones} defaultValue={profile.timeZone} />
      </Field>
      <SubmitButton>Save profile</SubmitButton>
    </Form>
  );
}
