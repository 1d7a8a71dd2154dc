import type { Metadata } from 'next';
import { AuthShell } from '@/components/shell/auth-shell';
import { EmergencyForm } from '@/components/sign-in/emergency-form';
import { TextLink } from '@/components/ui/text-link';
import { emergencySignInAction } from './actions';

export const metadata: Metadata = { title: 'Emergency access' };

export default function EmergencyAccessPage() {
  return (
    <AuthShell
      title="Emergency access"
      description="For Admins, when the single sign-on of their company fails. It takes your password, your printed code and your authenticator app. Every Admin gets a mail."
      footer={<TextLink href="/sign-in">Sign in another way</TextLink>}
    >
      <EmergencyForm signIn={emergencySignInAction} />
    </AuthShell>
  );
}
