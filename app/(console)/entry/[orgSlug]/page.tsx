import type { Metadata } from 'next';
import { forbidden, notFound, redirect } from 'next/navigation';
import { MfaSection } from '@/components/mfa/mfa-section';
import { AuthShell, ShellLinks } from '@/components/shell/auth-shell';
import { SignInAgainButton, SignOutButton } from '@/components/shell/sign-out-button';
import { TimeZoneProvider } from '@/components/ui/time-zone';
import { ButtonLink } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { Time } from '@/components/ui/time';
import { recordDenial } from '@/lib/audit/record-denial';
import { idle } from '@/lib/kernel/action-state';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import type { Entry } from '@/lib/policy/decide-entry';
import { minutesInWords } from '@/lib/policy/model';
import { findDeletion } from '@/lib/orgs/find-deletion';
import { authorize } from '@/lib/authz/authorize';
import { webDeps } from '@/lib/web/deps';
import { requestContext } from '@/lib/web/request-context';
import {
  currentSession,
  entryOf,
  isShut,
  memberPrincipal,
  principalFacts,
  requirePerson,
  type MemberSession,
} from '@/lib/web/session';
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
  await requirePerson(`/orgs/${orgSlug}`, { evenIfBound: true });
  const session = await currentSession(orgSlug);
  if (!session?.membership) notFound();
  const { membership, user } = session;
  const request = await requestContext();
  const entry = entryOf(session, membership, request);
  if (entry.status === 'open') {
    if (!isShut(membership)) redirect(`/orgs/${orgSlug}`);
    return <BeingDeletedPage session={session} membership={membership} />;
  }
  const elsewhere = (
    <>
      <TextLink href="/account/organizations">Other organizations</TextLink>
      <TextLink href="/account/security">Your account</TextLink>
    </>
  );
  if (entry.status === 'ip-not-allowed') {
    const principal = principalFacts(session, membership, request);
    await recordDenial(webDeps(), principal, 'organization.read', entry.status);
    forbidden();
  }
  if (entry.status === 'bound-elsewhere') {
    return (
      <AuthShell
        title="This organization asks for another way of signing in"
        description={`You came by the single sign-on of ${session.boundTo?.name}, which opens ${session.boundTo?.name} and no other organization.`}
        footer={
          <ShellLinks>
            <TextLink href="/">Back to {session.boundTo?.name}</TextLink>
          </ShellLinks>
        }
      >
        <SignInAgainButton signOut={signOutAction.bind(null, idle, { next: `/orgs/${orgSlug}` })} />
      </AuthShell>
    );
  }
  if (entry.status === 'sso-required') {
    return (
      <AuthShell
        title={`${membership.name} asks for single sign-on`}
        description={`Addresses at ${user.email.slice(user.email.indexOf('@') + 1)} enter it by the company’s identity provider and in no other way.`}
        footer={<ShellLinks>{elsewhere}</ShellLinks>}
      >
        <SignInAgainButton
          signOut={signOutAction.bind(null, idle, {
            next: `/orgs/${orgSlug}`,
            ssoEmail: user.email,
          })}
        />
      </AuthShell>
    );
  }
  if (entry.status === 'sign-in-again') {
    return (
      <AuthShell
        title={`${membership.name} asks you to sign in again`}
        description={`${whyAgain(entry)} Your other organizations stay open to you as you are.`}
        footer={<ShellLinks>{elsewhere}</ShellLinks>}
      >
        <SignInAgainButton signOut={signOutAction.bind(null, idle, { next: `/orgs/${orgSlug}` })} />
      </AuthShell>
    );
  }
  if (entry.status === 'method-refused') {
    return (
      <AuthShell
        title={`${membership.name} asks for another way of signing in`}
        description={`It opens only to members who sign in with ${namesOf(entry.allowedMethods)}. If you cannot, ask an Admin of the organization.`}
        footer={<ShellLinks>{elsewhere}</ShellLinks>}
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
          <ShellLinks>
            {elsewhere}
            <SignOutButton signOut={signOutAction.bind(null, idle, {})} />
          </ShellLinks>
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

const list = new Intl.ListFormat('en', { type: 'disjunction' });
const named = 5;

/** For members who are no Admins, in place of all its pages. */
async function BeingDeletedPage({ session, membership }: MemberSession) {
  const deps = webDeps();
  const principal = memberPrincipal(session, membership, await requestContext());
  const deletion = await findDeletion(deps, authorize(principal, 'organization.read'));
  if (deletion === null) redirect(`/orgs/${membership.slug}`);
  const { requestedBy, requestedAt, endsAt, admins } = deletion;
  return (
    <TimeZoneProvider timeZone={session.user.timeZone} now={deps.clock.now().toISOString()}>
      <AuthShell
        title={`${membership.name} is being deleted`}
        description="Its keys are refused, and nobody can change anything in it."
        footer={
          <ShellLinks>
            <TextLink href="/account/organizations">Other organizations</TextLink>
            <TextLink href="/account/security">Your account</TextLink>
            <SignOutButton signOut={signOutAction.bind(null, idle, {})} />
          </ShellLinks>
        }
      >
        <div className="space-y-6 text-sm">
          <p>
            {requestedBy ?? 'Somebody'} asked for it <Time value={requestedAt.toISOString()} />. It
            is erased for good on <Time value={endsAt.toISOString()} format="absolute" />.
          </p>
          <p>
            Until then its Admins can keep it, and everything goes on as it was. If you need it, ask{' '}
            {list.format(admins.slice(0, named))}.
          </p>
          <ButtonLink href="/welcome" size="lg" className="w-full">
            Create an organization
          </ButtonLink>
        </div>
      </AuthShell>
    </TimeZoneProvider>
  );
}

function whyAgain({ because, afterMinutes }: Extract<Entry, { status: 'sign-in-again' }>): string {
  const limit = minutesInWords(afterMinutes);
  return because === 'age'
    ? `It asks for it ${limit} after each sign-in.`
    : `It asks for it where a session was not used for ${limit}.`;
}

function namesOf(allowed: string[]): string {
  const names = signInMethods
    .filter((method) => allowed.includes(method))
    .map((method) => signInMethodNames[method]);
  return names.join(' or ');
}
