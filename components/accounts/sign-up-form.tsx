'use client';

import { useActionState, useState, useSyncExternalStore } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { SsoWays } from '../sign-in/sso-required';
import { NewPasswordField, type JudgePassword } from './new-password-field';

const neverChanges = () => () => undefined;
const browserTimeZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;
const unknownTimeZone = () => '';

type SignUp = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;

/** Name, address and password. The action leads on to the page that waits for the mail. Works without scripts too. */
export function SignUpForm({
  signUp,
  judge,
  email,
}: {
  signUp: SignUp;
  judge: JudgePassword;
  /** What the field begins with: of somebody who was invited. */
  email: string;
}) {
  const [typedEmail, setTypedEmail] = useState(email);
  const [state, action, pending] = useActionState(signUp, idle);
  const timeZone = useSyncExternalStore(neverChanges, browserTimeZone, unknownTimeZone);
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="timeZone" value={timeZone} />
      {state.status === 'error' && state.code === 'sso-required' && <SsoWays email={typedEmail} />}
      <Field label="Name" name="name" required>
        <Input large autoComplete="name" maxLength={80} />
      </Field>
      <Field label="Email" name="email" required>
        <Input
          large
          type="email"
          autoComplete="username"
          inputMode="email"
          spellCheck={false}
          defaultValue={email}
          onChange={(event) => setTypedEmail(event.currentTarget.value)}
        />
      </Field>
      <NewPasswordField label="Password" name="password" judge={judge} />
      <SubmitButton size="lg" className="w-full">
        Create account
      </SubmitButton>
    </Form>
  );
}
