'use client';

import { useActionState } from 'react';
import type { ReactNode } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { AuthShell } from '../shell/auth-shell';
import { Banner } from '../ui/banner';
import { ButtonLink } from '../ui/button';
import { Form, SubmitButton } from '../ui/form';
import { Outcome } from '../ui/outcome';
import { TextLink } from '../ui/text-link';
import { NeedsScript } from './needs-script';

type Act<T> = (previous: ActionState<T>, data: FormData) => Promise<ActionState<T>>;

/**
 * What the link to the new address leads to: a button, since opening the link alone confirms nothing, and what it has
 * done. Whoever is signed in goes on to their profile.
 */
export function ConfirmEmailForm({
  confirm,
  token,
  children,
}: {
  confirm: Act<{ email: string }>;
  token: string;
  children: ReactNode;
}) {
  const [state, action, pending] = useActionState(confirm, idle);
  if (state.status === 'ok') {
    return (
      <AuthShell title="Your new address is in use">
        <Outcome>
          <Banner tone="success" role="status">
            From now on you sign in with <Address>{state.data.email}</Address>. All sessions were
            signed out, so sign in again where you were.
          </Banner>
          <ButtonLink href="/sign-in" variant="primary" size="lg" className="w-full">
            Sign in
          </ButtonLink>
        </Outcome>
      </AuthShell>
    );
  }
  return (
    <AuthShell
      title="Confirm your new email address"
      description="If you did not ask for this, close the page: without the button nothing happens."
    >
      <NeedsScript />
      <Form state={state} pending={pending} action={action}>
        {children}
        <input type="hidden" name="token" value={token} />
        <SubmitButton size="lg" className="w-full">
          Confirm new address
        </SubmitButton>
      </Form>
    </AuthShell>
  );
}

/** What the link to the address before leads to. */
export function UndoEmailChangeForm({
  undo,
  token,
  children,
}: {
  undo: Act<{ email: string }>;
  token: string;
  children: ReactNode;
}) {
  const [state, action, pending] = useActionState(undo, idle);
  if (state.status === 'ok') {
    return (
      <AuthShell title="Your old address is back">
        <Outcome>
          <Banner tone="success" role="status">
            Everybody was signed out. We sent a mail to <Address>{state.data.email}</Address> with a
            link to set a new password. It works for 30 minutes; after that,{' '}
            <TextLink href="/forgot-password">ask for another one</TextLink>.
          </Banner>
        </Outcome>
      </AuthShell>
    );
  }
  return (
    <AuthShell
      title="Put your old address back?"
      description="Everybody is signed out of the account, you too. Its password stops working, and a mail to the old address brings you a link to set a new one. Two-factor authentication and API keys stay as they are."
    >
      <NeedsScript />
      <Form state={state} pending={pending} action={action}>
        {children}
        <input type="hidden" name="token" value={token} />
        <SubmitButton variant="danger" size="lg" className="w-full">
          Put the old address back
        </SubmitButton>
      </Form>
    </AuthShell>
  );
}

function Address({ children }: { children: string }) {
  return <span className="font-medium wrap-anywhere text-text">{children}</span>;
}
