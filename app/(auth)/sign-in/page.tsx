import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { IdentityNotice, readIdentityNotice } from '@/components/identities/identity-notice';
import { OAuthButtons } from '@/components/identities/oauth-buttons';
import { AuthShell } from '@/components/shell/auth-shell';
import { readSsoNotice, SsoNotice } from '@/components/sso/sso-notice';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { SsoWays } from '@/components/sign-in/sso-required';
import { Banner } from '@/components/ui/banner';
import { ButtonLink } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { offeredProviders } from '@/lib/identities/issuers';
import { safeNextPath } from '@/lib/sign-in/model';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { startOAuthAction } from './actions';
import { readRefusal } from './refusal';

export const metadata: Metadata = { title: 'Sign in' };

type Params = Partial<Record<'next' | 'notice' | 'with' | 'refused' | 'wait', string | string[]>>;
type Props = { searchParams: Promise<Params> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, notice, with: provider, refused, wait } = await searchParams;
  const { config, oauth } = webDeps();
  const path = safeNextPath(next, config.appUrl);
  const identityNotice = readIdentityNotice(notice, provider);
  const ssoNotice = readSsoNotice(notice);
  const session = await currentSession();
  if (session !== null) {
    if (identityNotice === null && ssoNotice === null) redirect(path);
    return (
      <AuthShell title="You are signed in" description={session.user.email}>
        <div className="space-y-5">
          {identityNotice !== null && <IdentityNotice notice={identityNotice} />}
          {ssoNotice !== null && <SsoNotice notice={ssoNotice} />}
          <ButtonLink href={path} variant="primary" size="lg" className="w-full">
            Go on as {session.user.name}
          </ButtonLink>
        </div>
      </AuthShell>
    );
  }
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
        {identityNotice !== null && <IdentityNotice notice={identityNotice} />}
        {identityNotice?.end === 'sso-required' && <SsoWays email={null} />}
        {ssoNotice !== null && <SsoNotice notice={ssoNotice} />}
        <OAuthButtons
          providers={offeredProviders(oauth)}
          start={startOAuthAction}
          next={path === '/' ? null : path}
        />
        <SignInForm next={path === '/' ? null : path} refused={readRefusal(refused, wait)} />
        <p className="text-center text-sm">
          <TextLink
            href={path === '/' ? '/sign-in/sso' : `/sign-in/sso?next=${encodeURIComponent(path)}`}
          >
            Use single sign-on
          </TextLink>
        </p>
      </div>
    </AuthShell>
  );
}
