'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { AuthShell } from '../shell/auth-shell';
import { Banner } from '../ui/banner';
import { Form, SubmitButton } from '../ui/form';
import { Outcome } from '../ui/outcome';
import { TextLink } from '../ui/text-link';
import { NeedsScript } from './needs-script';

type Disown = (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;

/** What the link "This wasn't me" leads to: a button, what it does, and what it has done. */
export function DisownSignIn({ disown, token }: { disown: Disown; token: string }) {
  const [state, action, pending] = useActionState(disown, idle);
  if (state.status === 'ok') {
    return (
      <AuthShell title="Your account is secured">
        <Outcome>
          <Banner tone="success" role="status" title="Set a new password: the link is in your mail">
            Nobody is signed in any more, and the old password no longer works. The link works for
            30 minutes; after that, <TextLink href="/forgot-password">ask for another one</TextLink>
            . An address that has to sign in by single sign-on gets none, and signs in that way.
          </Banner>
        </Outcome>
      </AuthShell>
    );
  }
  return (
    <AuthShell
      title="Secure your account"
      description="If what our mail is about was not you, this button shuts everybody out. If it was you after all, close this page: nothing has happened."
    >
      <NeedsScript />
      <Form state={state} pending={pending} action={action}>
        <input type="hidden" name="token" value={token} />
        <ul className="list-disc space-y-1.5 pl-5 text-sm">
          <li>Every session is signed out, yours too.</li>
          <li>The password stops working. You get a mail with a link to set a new one.</li>
          <li>Google and GitHub are unlinked.</li>
          <li>Two-factor authentication and your API keys stay as they are.</li>
        </ul>
        <SubmitButton variant="danger" size="lg" className="w-full">
          Secure my account
        </SubmitButton>
      </Form>
    </AuthShell>
  );
}
