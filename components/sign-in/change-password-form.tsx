'use client';

import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { NewPasswordField, type JudgePassword } from '../accounts/new-password-field';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { PasswordInput } from '../ui/password-input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { useStepUp } from './step-up';

type Change = (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;
type Props = {
  change: Change;
  judge: JudgePassword;
  owner: { name: string; email: string };
};

/** Empties itself once the password is changed. */
export function ChangePasswordForm(props: Props) {
  const [changes, setChanges] = useState(0);
  const { show } = useToast();
  return (
    <Fields
      key={changes}
      {...props}
      onChanged={() => {
        setChanges(changes + 1);
        show({
          tone: 'success',
          title: 'Password changed',
          description: 'All your other sessions were signed out.',
        });
      }}
    />
  );
}

function Fields({ change, judge, owner, onChanged }: Props & { onChanged: () => void }) {
  const { guard, dialog } = useStepUp('password.change');
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await guard(() => change(previous, data));
    if (answer.status === 'ok') onChanged();
    return answer;
  });
  return (
    <>
      <Form state={state} pending={pending} action={action} className="max-w-140 space-y-5">
        {/* For password managers, which store a password with its name. */}
        <input type="text" autoComplete="username" value={owner.email} readOnly hidden />
        <Field label="Current password" name="currentPassword" required>
          <PasswordInput large autoComplete="current-password" />
        </Field>
        <NewPasswordField label="New password" name="newPassword" judge={judge} owner={owner} />
        <SubmitButton>Change password</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
