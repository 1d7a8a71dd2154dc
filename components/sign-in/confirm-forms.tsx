'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Banner } from '../ui/banner';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { PasswordInput } from '../ui/password-input';

type Act = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;
type Resend = (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;

/** The button that the mailed link leads to: opening the link alone confirms nothing. */
export function ConfirmByLinkForm({
  confirm,
  token,
  needsPassword,
}: {
  confirm: Act;
  token: string;
  needsPassword: boolean;
}) {
  const [state, action, pending] = useActionState(confirm, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="token" value={token} />
      {needsPassword && (
        <Field
          label="Password"
          name="password"
          hint="The one that you chose when you signed up."
          required
        >
          <PasswordInput large autoComplete="current-password" />
        </Field>
      )}
      <SubmitButton size="lg" className="w-full">
        Confirm email address
      </SubmitButton>
    </Form>
  );
}

/** For the browser that signed up, which may be another device than the one with the mail. */
export function ConfirmByCodeForm({ confirm }: { confirm: Act }) {
  const [state, action, pending] = useActionState(confirm, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      <Field
        label="Code"
        name="code"
        hint="8 characters, from the mail. It works for 10 minutes."
        required
      >
        <Input
          large
          mono
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          className="tracking-[0.2em] uppercase"
        />
      </Field>
      <SubmitButton size="lg" className="w-full">
        Confirm email address
      </SubmitButton>
    </Form>
  );
}

export function ResendForm({ resend }: { resend: Resend }) {
  const [state, action, pending] = useActionState(resend, idle);
  return (
    <Form state={state} pending={pending} action={action} className="space-y-3">
      {state.status === 'ok' && (
        <Banner tone="success" role="status">
          The mail is on its way again, with a new link and a new code. Those before it no longer
          work.
        </Banner>
      )}
      <SubmitButton variant="secondary" size="lg" className="w-full">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}
