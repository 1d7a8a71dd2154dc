import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthShell } from '@/components/shell/auth-shell';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { Banner } from '@/components/ui/banner';
import { TextLink } from '@/components/ui/text-link';
import { safeNextPath } from '@/lib/sign-in/model';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { signInAction } from './actions';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<{ next?: string | string[]; notice?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, notice } = await searchParams;
  const path = safeNextPath(next, webDeps().config.appUrl);
  if ((await currentSession()) !== null) redirect(path);
  return (
    <AuthShell
      title="Sign in"
      footer={
        <>
          New here? <TextLink href="/sign-up">Create an account</TextLink>
        </>
      }
    >
      <div className="space-y-5">
        {notice === 'password-set' && (
          <Banner tone="success" role="status" title="Your new password is set">
            All sessions were signed out. Sign in with the new password.
          </Banner>
        )}
        <SignInForm signIn={signInAction} next={path === '/' ? null : path} />
      </div>
    </AuthShell>
  );
}
