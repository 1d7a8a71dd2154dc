import type { Metadata } from 'next';
import { AuthShell } from '@/components/shell/auth-shell';
import { NeedsScript } from '@/components/sign-in/needs-script';
import { ResetPasswordForm } from '@/components/sign-in/reset-password-form';
import { ButtonLink } from '@/components/ui/button';
import { isResetLinkLive } from '@/lib/sign-in/reset-password';
import { webDeps } from '@/lib/web/deps';
import { judgePasswordAction } from '../judge-password/actions';
import { resetPasswordAction } from './actions';

export const metadata: Metadata = { title: 'Set a new password' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== 'string' || !(await isResetLinkLive(webDeps(), token))) {
    return (
      <AuthShell
        title="This link no longer works"
        description="It was used, replaced by a newer one, or is older than 30 minutes."
      >
        <ButtonLink href="/forgot-password" variant="primary" size="lg" className="w-full">
          Ask for a new link
        </ButtonLink>
      </AuthShell>
    );
  }
  return (
    <AuthShell
      title="Set a new password"
      description="All your sessions are signed out with it. Your API keys stay as they are."
    >
      <NeedsScript />
      <ResetPasswordForm reset={resetPasswordAction} judge={judgePasswordAction} token={token} />
    </AuthShell>
  );
}
