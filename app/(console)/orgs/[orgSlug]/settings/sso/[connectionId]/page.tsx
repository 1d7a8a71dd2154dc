import type { Metadata } from 'next';
import { CertificateBanner } from '@/components/sso/certificate-banner';
import { ConnectionState } from '@/components/sso/connection-status';
import { DeleteConnectionButton } from '@/components/sso/delete-connection-button';
import { RenameForm } from '@/components/sso/rename-form';
import { activeOf } from '@/components/sso/views';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import { deleteConnectionAction, renameConnectionAction } from '../actions';
import { connectionView } from '../connection-view';
import { loadConnection } from './load-connection';
import { SetupSections } from './setup-sections';
import { UseSections } from './use-sections';

type Props = { params: Promise<{ orgSlug: string; connectionId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { orgSlug, connectionId } = await params;
  return { title: (await loadConnection(orgSlug, connectionId))?.name ?? 'Single sign-on' };
}

export default async function ConnectionPage({ params }: Props) {
  const { orgSlug, connectionId } = await params;
  const access = await pageAccess(orgSlug, 'sso.update');
  const details = await loadConnection(orgSlug, connectionId);
  if (!access.allowed || details === null) {
    return <RefusedPage title="Single sign-on" orgSlug={orgSlug} permission="sso.update" />;
  }
  const connection = connectionView(details);
  const now = webDeps().clock.now().toISOString();
  const path = `/orgs/${orgSlug}/settings/sso`;
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Single sign-on', href: path },
    { label: connection.name },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title={connection.name}
        aside={<ConnectionState {...connection} />}
      />
      <div className="space-y-6">
        <CertificateBanner active={activeOf(connection)} now={now} />
        <SetupSections orgSlug={orgSlug} connection={connection} details={details} now={now} />
        {connection.versions.length > 0 && (
          <UseSections orgSlug={orgSlug} connection={connection} details={details} />
        )}
        <Section title="Name">
          <RenameForm
            key={connection.name}
            connection={connection}
            renameConnection={renameConnectionAction.bind(null, orgSlug)}
          />
        </Section>
        <Section
          tone="danger"
          title="Delete this connection"
          description="Its addresses and its key end for good."
          footer={
            <DeleteConnectionButton
              connection={connection}
              openSessions={details.openSessions}
              deleteConnection={deleteConnectionAction.bind(null, orgSlug)}
              listHref={path}
            />
          }
        />
      </div>
    </>
  );
}
