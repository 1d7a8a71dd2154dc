import type { Metadata } from 'next';
import { ProfileForm } from '@/components/accounts/profile-form';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { timeZoneOptions } from '@/lib/accounts/time-zones';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { updateProfileAction } from './actions';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const { session } = await requirePerson('/account/profile');
  const { name, email, timeZone } = session.user;
  return (
    <>
      <PageHeader title="Profile" description="Who you are, in every organization." />
      <Section title="Your details">
        <ProfileForm
          key={`${name} ${timeZone}`}
          update={updateProfileAction}
          profile={{ name, timeZone }}
          email={email}
          timeZones={timeZoneOptions(webDeps().clock.now())}
        />
      </Section>
    </>
  );
}
