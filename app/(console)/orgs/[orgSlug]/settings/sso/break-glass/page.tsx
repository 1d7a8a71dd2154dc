import type { Metadata } from 'next';
import { AdminList } from '@/components/break-glass/admin-list';
import { OwnCodeSection } from '@/components/break-glass/own-code-section';
import type { EmergencyAdminView } from '@/components/break-glass/views';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { listEmergencyAdmins, type EmergencyAccess } from '@/lib/break-glass/list-emergency-admins';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import { createCodeAction, removeCodeAction } from './actions';

export const metadata: Metadata = { title: 'Emergency access' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function EmergencyAccessPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'sso.update');
  if (!access.allowed) {
    return <RefusedPage title="Emergency access" orgSlug={orgSlug} permission="sso.update" />;
  }
  const { grant, membership } = access;
  const deps = webDeps();
  const { admins, domains } = await listEmergencyAdmins(deps, grant);
  const views = admins.map(adminView);
  const own = views.find(({ userId }) => userId === grant.userId);
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Single sign-on', href: `/orgs/${orgSlug}/settings/sso` },
    { label: 'Emergency access' },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title="Emergency access"
        description="For the day on which single sign-on fails: an Admin gets in with their password, a printed code and their authenticator app. Every Admin gets a mail when a code is used."
      />
      <div className="space-y-6">
        {own && (
          <OwnCodeSection
            own={own}
            organization={membership.name}
            signInAddress={`${deps.config.appUrl}/sign-in/break-glass`}
            createCode={createCodeAction.bind(null, orgSlug)}
          />
        )}
        <Section title="Admins" description={whenItCounts(domains)} flush>
          <AdminList
            admins={views}
            ownId={grant.userId}
            removeCode={removeCodeAction.bind(null, orgSlug)}
          />
        </Section>
      </div>
    </>
  );
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

function whenItCounts(domains: readonly string[]): string {
  return domains.length === 0
    ? 'No domain requires single sign-on, so codes open nothing yet. At least one Admin has to be ready before one can.'
    : `Codes count for Admins with an address at ${list.format(domains)}, which sign in by single sign-on alone.`;
}

function adminView({
  madeAt,
  usedAt,
  ...admin
}: EmergencyAccess['admins'][number]): EmergencyAdminView {
  return {
    ...admin,
    madeAt: madeAt?.toISOString() ?? null,
    usedAt: usedAt?.toISOString() ?? null,
  };
}
