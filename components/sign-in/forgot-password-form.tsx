'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Banner } from '../ui/banner';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { TextLink } from '../ui/text-link';

type Ask = (
  previous: ActionState<{ email: string }>,
  data: FormData,
) => Promise<ActionState<{ email: string }>>;

export function ForgotPasswordForm({ ask }: { ask: Ask }) {
  const [state, action, pending] = useActionState(ask, idle);
  return (
    <Form state={state} pending={pending} action={action}>
      {state.status === 'ok' && (
        <Banner tone="success" role="status" title="Check your mail">
          If {state.data.email} has an account, a link to set a new password is on its way. It works
          for 30 minutes. None is sent where your company requires{' '}
          <TextLink href="/sign-in/sso">single sign-on</TextLink>.
        </Banner>
      )}
      <Field label="Email" name="email" required>
        <Input large type="email" autoComplete="username" inputMode="email" spellCheck={false} />
      </Field>
      <SubmitButton size="lg" className="w-full">
        Send reset link
      </SubmitButton>
    </Form>
  );
}
