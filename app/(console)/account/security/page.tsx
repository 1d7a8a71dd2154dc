import type { Metadata } from 'next';
import { IdentityNotice, readIdentityNotice } from '@/components/identities/identity-notice';
import { SignInMethods, type MethodsView } from '@/components/identities/sign-in-methods';
import { MfaSection, type MfaView } from '@/components/mfa/mfa-section';
import { ChangePasswordForm } from '@/components/sign-in/change-password-form';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { findSignInMethods } from '@/lib/identities/find-sign-in-methods';
import type { SignInMethods as Methods } from '@/lib/identities/model';
import { findMfaStatus } from '@/lib/mfa/find-mfa-status';
import type { MfaStatus } from '@/lib/mfa/model';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { judgePasswordAction } from '../../../(auth)/judge-password/actions';
import {
  changePasswordAction,
  confirmEnrolmentAction,
  linkIdentityAction,
  mailPasswordLinkAction,
  replaceRecoveryCodesAction,
  startEnrolmentAction,
  turnOffMfaAction,
  unlinkIdentityAction,
} from './actions';

export const metadata: Metadata = { title: 'Security' };

type Props = { searchParams: Promise<Partial<Record<'notice' | 'with', string | string[]>>> };

export default async function SecurityPage({ searchParams }: Props) {
  const { notice, with: provider } = await searchParams;
  const { session, grant } = await requirePerson('/account/security');
  const { name, email } = session.user;
  const mfa = await findMfaStatus(webDeps(), grant);
  const methods = await findSignInMethods(webDeps(), grant);
  const identityNotice = readIdentityNotice(notice, provider);
  return (
    <>
      <PageHeader title="Security" description="What proves that it is you." />
      <div className="space-y-6">
        {identityNotice !== null && <IdentityNotice notice={identityNotice} />}
        <SignInMethods
          methods={methodsView(methods)}
          email={email}
          actions={{
            link: linkIdentityAction,
            unlink: unlinkIdentityAction,
            mailPasswordLink: mailPasswordLinkAction,
          }}
        />
        {methods.hasPassword && (
          <Section
            title="Password"
            description="A change signs out every other session. Your API keys stay as they are."
          >
            <ChangePasswordForm
              change={changePasswordAction}
              judge={judgePasswordAction}
              owner={{ name, email }}
            />
          </Section>
        )}
        <MfaSection
          status={viewOf(mfa)}
          account={email}
          actions={{
            start: startEnrolmentAction,
            confirm: confirmEnrolmentAction,
            renewCodes: replaceRecoveryCodesAction,
            turnOff: turnOffMfaAction,
          }}
        />
        <Section
          title="Sessions"
          description="Where you are signed in, and the way to end it."
          actions={<ButtonLink href="/account/sessions">See sessions</ButtonLink>}
        />
      </div>
    </>
  );
}

function viewOf(status: MfaStatus): MfaView {
  if (!status.isOn) return status;
  const { since, lastUsedAt, ...rest } = status;
  return {
    ...rest,
    since: since.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

function methodsView({ identities, ...rest }: Methods): MethodsView {
  return {
    ...rest,
    identities: identities.map((identity) => ({
      ...identity,
      linkedAt: identity.linkedAt.toISOString(),
      lastUsedAt: identity.lastUsedAt.toISOString(),
    })),
  };
}
