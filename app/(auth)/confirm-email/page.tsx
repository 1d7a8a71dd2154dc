import type { Metadata } from 'next';
import { LinkedChangeFacts } from '@/components/accounts/linked-change-facts';
import { AuthShell } from '@/components/shell/auth-shell';
import { ConfirmEmailForm } from '@/components/sign-in/email-change-forms';
import { ButtonLink } from '@/components/ui/button';
import { findLinkedEmailChange } from '@/lib/sign-in/find-email-change';
import { webDeps } from '@/lib/web/deps';
import { confirmEmailChangeAction } from './actions';

export const metadata: Metadata = { title: 'Confirm your new email address' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Shows what the link would do and does nothing: scanners of mail open links before people do. */
export default async function ConfirmEmailPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const change = typeof token === 'string' ? await findLinkedEmailChange(webDeps(), token) : null;
  if (change === null || typeof token !== 'string') {
    return (
      <AuthShell
        title="This link no longer works"
        description="It was used, cancelled, replaced by a newer one, or is older than a day. Your profile shows which address you sign in with, and lets you ask again."
      >
        <ButtonLink href="/account/profile" variant="primary" size="lg" className="w-full">
          Open your profile
        </ButtonLink>
      </AuthShell>
    );
  }
  return (
    <ConfirmEmailForm confirm={confirmEmailChangeAction} token={token}>
      <LinkedChangeFacts change={change} label="Signs in with" />
    </ConfirmEmailForm>
  );
}
