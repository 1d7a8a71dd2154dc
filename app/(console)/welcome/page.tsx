import type { Metadata } from 'next';
import { CreateOrganizationForm } from '@/components/orgs/create-organization-form';
import { useCaseCards } from '@/components/orgs/use-case-cards';
import { AuthShell } from '@/components/shell/auth-shell';
import { TextLink } from '@/components/ui/text-link';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { createOrganizationAction } from './actions';

export const metadata: Metadata = { title: 'Welcome' };

/** The first organization after sign-up, and any further one. */
export default async function WelcomePage() {
  const { session, grant } = await requirePerson('/welcome');
  const [existing] = await listMyOrganizations(webDeps(), grant);
  return (
    <AuthShell
      wide
      title={existing ? 'Create an organization' : `Welcome, ${session.user.name}`}
      description={
        existing
          ? 'It has its own keys, members and bill, apart from your other organizations.'
          : 'Two answers, and you are in. An organization owns the keys, the members and the bill.'
      }
      footer={
        existing && <TextLink href={`/orgs/${existing.slug}`}>Back to {existing.name}</TextLink>
      }
    >
      <CreateOrganizationForm
        useCases={useCaseCards}
        createOrganization={createOrganizationAction}
      />
    </AuthShell>
  );
}
