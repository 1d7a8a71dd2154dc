import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignUpForm } from '@/components/accounts/sign-up-form';
import { OAuthButtons } from '@/components/identities/oauth-buttons';
import { AuthShell } from '@/components/shell/auth-shell';
import { TextLink } from '@/components/ui/text-link';
import { offeredProviders } from '@/lib/identities/issuers';
import { safeNextPath } from '@/lib/sign-in/model';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { judgePasswordAction } from '../judge-password/actions';
import { startOAuthAction } from '../sign-in/actions';
import { signUpAction } from './actions';

export const metadata: Metadata = { title: 'Create an account' };

type Props = { searchParams: Promise<Partial<Record<'email' | 'next', string | string[]>>> };

/** `email` where an invitation leads here; `next` is where a provider's way back ends. */
export default async function SignUpPage({ searchParams }: Props) {
  const { email, next } = await searchParams;
  const path = safeNextPath(next, webDeps().config.appUrl);
  if ((await currentSession()) !== null) redirect(path);
  return (
    <AuthShell
      title="Create an account"
      description="Next, you confirm your address by mail."
      footer={
        <>
          Have an account?{' '}
          <TextLink href={path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`}>
            Sign in
          </TextLink>
        </>
      }
    >
      <OAuthButtons
        providers={offeredProviders(webDeps().oauth)}
        start={startOAuthAction}
        next={path === '/' ? null : path}
      />
      <SignUpForm
        signUp={signUpAction}
        judge={judgePasswordAction}
        email={typeof email === 'string' ? email : ''}
      />
    </AuthShell>
  );
}
