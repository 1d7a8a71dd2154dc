import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignUpForm } from '@/components/accounts/sign-up-form';
import { OAuthButtons } from '@/components/identities/oauth-buttons';
import { AuthShell } from '@/components/shell/auth-shell';
import { TextLink } from '@/components/ui/text-link';
import { offeredProviders } from '@/lib/identities/issuers';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { judgePasswordAction } from '../judge-password/actions';
import { startOAuthAction } from '../sign-in/actions';
import { signUpAction } from './actions';

export const metadata: Metadata = { title: 'Create an account' };

export default async function SignUpPage() {
  if ((await currentSession()) !== null) redirect('/');
  return (
    <AuthShell
      title="Create an account"
      description="Next, you confirm your address by mail."
      footer={
        <>
          Have an account? <TextLink href="/sign-in">Sign in</TextLink>
        </>
      }
    >
      <OAuthButtons
        providers={offeredProviders(webDeps().oauth)}
        start={startOAuthAction}
        next={null}
      />
      <SignUpForm signUp={signUpAction} judge={judgePasswordAction} />
    </AuthShell>
  );
}
