import type { Metadata } from 'next';
import { ChangePasswordForm } from '@/components/sign-in/change-password-form';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { requirePerson } from '@/lib/web/session';
import { judgePasswordAction } from '../../../(auth)/judge-password/actions';
import { changePasswordAction } from './actions';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage() {
  const { session } = await requirePerson('/account/security');
  const { name, email } = session.user;
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
        <Section
          title="Sessions"
          description="Where you are signed in, and the way to end it."
          actions={<ButtonLink href="/account/sessions">See sessions</ButtonLink>}
        />
      </div>
    </>
  );
}
