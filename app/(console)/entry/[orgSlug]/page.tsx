import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { MfaSection } from '@/components/mfa/mfa-section';
import { AuthShell } from '@/components/shell/auth-shell';
import { SignInAgainButton, SignOutButton } from '@/components/shell/sign-out-button';
import { TimeZoneProvider } from '@/components/ui/time-zone';
import { TextLink } from '@/components/ui/text-link';
import { idle } from '@/lib/kernel/action-state';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import { webDeps } from '@/lib/web/deps';
import { currentSession, entryOf, requirePerson } from '@/lib/web/session';
import {
  confirmEnrolmentAction,
  replaceRecoveryCodesAction,
  startEnrolmentAction,
  turnOffMfaAction,
} from '../../account/security/actions';
import { signOutAction } from '../../sign-out/actions';

export const metadata: Metadata = { title: 'One more step' };

/** What an organization still demands of somebody who is signed in, in place of all its pages. */
export default async function EntryPage({ params }: { params: Promise<{ orgSlug: string }> }) {
  const { orgSlug } = await params;
  await requirePerson(`/orgs/${orgSlug}`);
  const session = await currentSession(orgSlug);
  if (!session?.membership) notFound();
  const { membership, user } = session;
  const entry = entryOf(session, membership);
  if (entry.status === 'open') redirect(`/orgs/${orgSlug}`);
  const elsewhere = (
    <>
      <TextLink href="/account/organizations">Other organizations</TextLink>
      <TextLink href="/account/security">Your account</TextLink>
    </>
  );
  if (entry.status === 'method-refused') {
    return (
      <AuthShell
        title={`${membership.name} asks for another way of signing in`}
        description={`It opens only to members who sign in with ${namesOf(entry.allowedMethods)}. If you cannot, ask an Admin of the organization.`}
        footer={<Links>{elsewhere}</Links>}
      >
        <SignInAgainButton signOut={signOutAction.bind(null, idle, { next: `/orgs/${orgSlug}` })} />
      </AuthShell>
    );
  }
  return (
    <TimeZoneProvider timeZone={user.timeZone} now={webDeps().clock.now().toISOString()}>
      <AuthShell
        wide
        title={`${membership.name} requires two-factor authentication`}
        description="Set it up now, in under a minute, and you are in. You need an authenticator app on your phone, such as 1Password, Google Authenticator or Aegis."
        footer={
          <Links>
            {elsewhere}
            <SignOutButton signOut={signOutAction.bind(null, idle, {})} />
          </Links>
        }
      >
        <MfaSection
          status={{ isOn: false }}
          account={user.email}
          actions={{
            start: startEnrolmentAction,
            confirm: confirmEnrolmentAction,
            renewCodes: replaceRecoveryCodesAction,
            turnOff: turnOffMfaAction,
          }}
        />
      </AuthShell>
    </TimeZoneProvider>
  );
}

function Links({ children }: { children: ReactNode }) {
  return <span className="flex flex-wrap justify-center gap-x-4 gap-y-2">{children}</span>;
}

function namesOf(allowed: string[]): string {
  const names = signInMethods
    .filter((method) => allowed.includes(method))
    .map((method) => signInMethodNames[method]);
  return names.join(' or ');
}
