'use client';

import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { PasswordInput } from '../ui/password-input';
import { TextLink } from '../ui/text-link';
import { usePost } from '../ui/use-post';
import { SsoWays } from './sso-required';

const address = '/sign-in/password';

/** `next` is where to go afterwards; the server lets only its own paths through. */
export function SignInForm({
  next,
  refused,
}: {
  next: string | null;
  /** What a browser without scripts was sent back with. */
  refused: ActionState<never>;
}) {
  const [state, post, pending] = usePost(address, refused);
  const [email, setEmail] = useState<string | null>(null);
  const action = (data: FormData) => {
    const typed = data.get('email');
    setEmail(typeof typed === 'string' ? typed : null);
    post(data);
  };
  return (
    <Form state={state} pending={pending} action={action} address={address}>
      {next !== null && <input type="hidden" name="next" value={next} />}
      {state.status === 'error' && state.code === 'email-unverified' && (
        <p className="text-sm">
          <TextLink href="/verify-email">Enter the code or have the mail sent again</TextLink>
        </p>
      )}
      {state.status === 'error' && state.code === 'sso-required' && <SsoWays email={email} />}
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
