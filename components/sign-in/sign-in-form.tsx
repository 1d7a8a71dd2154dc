'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { PasswordInput } from '../ui/password-input';
import { TextLink } from '../ui/text-link';

type SignIn = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;

/** `next` is where to go afterwards; the server lets only its own paths through. */
export function SignInForm({ signIn, next }: { signIn: SignIn; next: string | null }) {
  const [state, action, pending] = useActionState(signIn, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      {next !== null && <input type="hidden" name="next" value={next} />}
      {state.status === 'error' && state.code === 'email-unverified' && (
        <p className="text-sm">
          <TextLink href="/verify-email">Enter the code or have the mail sent again</TextLink>
        </p>
      )}
      <Field label="Email" name="email" required>
        <Input large type="email" autoComplete="username" inputMode="email" spellCheck={false} />
      </Field>
      <Field
        label="Password"
        name="password"
        aside={<TextLink href="/forgot-password">Forgot password?</TextLink>}
        required
      >
        <PasswordInput large autoComplete="current-password" />
      </Field>
      <SubmitButton size="lg" className="w-full">
        Sign in
      </SubmitButton>
    </Form>
  );
}
