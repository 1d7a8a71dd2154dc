import type { Metadata } from 'next';
import { LinkedChangeFacts } from '@/components/accounts/linked-change-facts';
import { AuthShell } from '@/components/shell/auth-shell';
import { UndoEmailChangeForm } from '@/components/sign-in/email-change-forms';
import { ButtonLink } from '@/components/ui/button';
import { findEmailUndo } from '@/lib/sign-in/find-email-change';
import { webDeps } from '@/lib/web/deps';
import { undoEmailChangeAction } from './actions';

export const metadata: Metadata = { title: 'Undo the change of your email address' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** For the reader of the mail to the address before; nobody need be signed in. */
export default async function UndoEmailChangePage({ searchParams }: Props) {
  const { token } = await searchParams;
  const change = typeof token === 'string' ? await findEmailUndo(webDeps(), token) : null;
  if (change === null || typeof token !== 'string') {
    return (
      <AuthShell
        title="This link no longer works"
        description="It was used, an earlier change was undone, or it is older than 7 days. If your account is in somebody else's hands, ask whoever runs this installation for help."
      >
        <ButtonLink href="/sign-in" variant="primary" size="lg" className="w-full">
          Sign in
        </ButtonLink>
      </AuthShell>
    );
  }
  return (
    <UndoEmailChangeForm undo={undoEmailChangeAction} token={token}>
      <LinkedChangeFacts change={change} label="Signs in with, now" />
    </UndoEmailChangeForm>
  );
}
