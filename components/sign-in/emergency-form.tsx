'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { PasswordInput } from '../ui/password-input';

type SignIn = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;

/** Address, password and printed code in one, so that no answer tells which of them is right. Works without scripts too. */
export function EmergencyForm({ signIn }: { signIn: SignIn }) {
  const [state, action, pending] = useActionState(signIn, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      <Field label="Email" name="email" required>
        <Input large type="email" autoComplete="username" inputMode="email" spellCheck={false} />
      </Field>
      <Field label="Password" name="password" required>
        <PasswordInput large autoComplete="current-password" />
      </Field>
      <Field
        label="Break-glass code"
        name="code"
        hint="16 characters, from your printed sheet. It works once."
        required
      >
        <Input
          large
          mono
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
        />
      </Field>
      <SubmitButton size="lg" className="w-full">
        Continue
      </SubmitButton>
    </Form>
  );
}
