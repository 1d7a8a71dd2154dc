import type { Metadata } from 'next';
import { ProfileForm } from '@/components/accounts/profile-form';
import {
  ChangeEmailSection,
  type PendingEmailView,
} from '@/components/sign-in/change-email-section';
import { Banner } from '@/components/ui/banner';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { timeZoneOptions } from '@/lib/accounts/time-zones';
import {
  findPendingEmailChange,
  type PendingEmailChangeView,
} from '@/lib/sign-in/find-email-change';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import {
  cancelEmailChangeAction,
  confirmEmailChangeByCodeAction,
  requestEmailChangeAction,
  resendEmailChangeAction,
  updateProfileAction,
} from './actions';

export const metadata: Metadata = { title: 'Profile' };

type Props = { searchParams: Promise<{ notice?: string | string[] }> };

export default async function ProfilePage({ searchParams }: Props) {
  const { notice } = await searchParams;
  const { session, grant } = await requirePerson('/account/profile');
  const deps = webDeps();
  const { name, email, timeZone } = session.user;
  const pending = await findPendingEmailChange(deps, grant);
  return (
    <>
      <PageHeader title="Profile" description="Who you are, in every organization." />
      <div className="space-y-6">
        {notice === 'email-changed' && (
          <Banner tone="success" role="status" title="Your new address is in use">
            Your other sessions were signed out.
          </Banner>
        )}
        <Section title="Your details">
          <ProfileForm
            key={`${name} ${timeZone}`}
            update={updateProfileAction}
            profile={{ name, timeZone }}
            timeZones={timeZoneOptions(deps.clock.now())}
          />
        </Section>
        <ChangeEmailSection
          email={email}
          pending={pending && viewOf(pending)}
          actions={{
            request: requestEmailChangeAction,
            confirmByCode: confirmEmailChangeByCodeAction,
            resend: resendEmailChangeAction,
            cancel: cancelEmailChangeAction,
          }}
        />
      </div>
    </>
  );
}

function viewOf({ askedAt, ...rest }: PendingEmailChangeView): PendingEmailView {
  return { ...rest, askedAt: askedAt.toISOString() };
}
