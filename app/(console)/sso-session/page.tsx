import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthShell, ShellLinks } from '@/components/shell/auth-shell';
import { SignInAgainButton } from '@/components/shell/sign-out-button';
import { ButtonLink } from '@/components/ui/button';
import { idle } from '@/lib/kernel/action-state';
import { domainOf } from '@/lib/kernel/email-address';
import { currentSession, requirePerson } from '@/lib/web/session';
import { signOutAction } from '../sign-out/actions';

export const metadata: Metadata = { title: 'Single sign-on' };

/** What a session of single sign-on does not open: the account, which is the person's own, and other organizations. */
export default async function SsoSessionPage() {
  const { session } = await requirePerson('/account/profile', { evenIfBound: true });
  const { boundTo, user } = session;
  if (boundTo === null) redirect('/account/profile');
  const isAlone = (await currentSession(boundTo.slug))?.membership?.requiresSso === true;
  return (
    <AuthShell
      title={isAlone ? 'Single sign-on does not open this' : 'This takes another way of signing in'}
      description={
        <>
          <p>
            You came by the single sign-on of {boundTo.name}, which opens {boundTo.name} and nothing
            else.
          </p>
          <p className="mt-3">
            The account of <span className="break-all">{user.email}</span>, with its password,
            second factor and other organizations, is your own.{' '}
            {isAlone
              ? `${boundTo.name} requires single sign-on for addresses at ${domainOf(user.email)}, so that nothing else signs you in, and the account stays closed. If you need something of it, ask an Admin.`
              : 'It opens to a sign-in with a password, Google or GitHub.'}
          </p>
        </>
      }
      footer={
        !isAlone && (
          <ShellLinks>
            <span>No password yet? Choose one by “Forgot password?” on the sign-in page.</span>
          </ShellLinks>
        )
      }
    >
      <div className="space-y-3">
        <ButtonLink href={`/orgs/${boundTo.slug}`} variant="primary" size="lg" className="w-full">
          Back to {boundTo.name}
        </ButtonLink>
        {!isAlone && (
          <SignInAgainButton
            variant="secondary"
            signOut={signOutAction.bind(null, idle, { next: '/account/profile' })}
          />
        )}
      </div>
    </AuthShell>
  );
}
