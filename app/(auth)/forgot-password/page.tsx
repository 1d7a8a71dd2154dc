import type { Metadata } from 'next';
import { AuthShell } from '@/components/shell/auth-shell';
import { ForgotPasswordForm } from '@/components/sign-in/forgot-password-form';
import { TextLink } from '@/components/ui/text-link';
import { requestResetAction } from './actions';

export const metadata: Metadata = { title: 'Forgot password' };

export default function ForgotPasswordPage() {
  return (
    <AuthShell
      title="Forgot password"
      description="We mail you a link to set a new one."
      footer={<TextLink href="/sign-in">Back to sign-in</TextLink>}
    >
      <ForgotPasswordForm ask={requestResetAction} />
    </AuthShell>
  );
}
