'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { NewPasswordField, type JudgePassword } from '../accounts/new-password-field';
import { Form, SubmitButton } from '../ui/form';

type Reset = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;

export function ResetPasswordForm({
  reset,
  judge,
  token,
}: {
  reset: Reset;
  judge: JudgePassword;
  token: string;
}) {
  const [state, action, pending] = useActionState(reset, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="token" value={token} />
      <NewPasswordField label="New password" name="password" judge={judge} />
      <SubmitButton size="lg" className="w-full">
        Set new password
      </SubmitButton>
    </Form>
  );
}
