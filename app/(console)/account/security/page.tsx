import type { Metadata } from 'next';
import { MfaSection, type MfaView } from '@/components/mfa/mfa-section';
import { ChangePasswordForm } from '@/components/sign-in/change-password-form';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { findMfaStatus } from '@/lib/mfa/find-mfa-status';
import type { MfaStatus } from '@/lib/mfa/model';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { judgePasswordAction } from '../../../(auth)/judge-password/actions';
import {
  changePasswordAction,
  confirmEnrolmentAction,
  replaceRecoveryCodesAction,
  startEnrolmentAction,
  turnOffMfaAction,
} from './actions';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage() {
  const { session, grant } = await requirePerson('/account/security');
  const { name, email } = session.user;
  const mfa = await findMfaStatus(webDeps(), grant);
  return (
    <>
      <PageHeader title="Security" description="What proves that it is you." />
      <div className="space-y-6">
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
